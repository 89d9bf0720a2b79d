import { ObservedTime } from './series/observed.js';
import { countUntil, roundRain, type RainSeries } from './series/series.js';

/** The greatest rain of windows of one length that end within a period. */
export interface Maximum {
  readonly windowS: number;
  /** mm; what was observed of it, where the window or others were not observed whole; NaN where nothing was. */
  readonly rainMm: number;
  /** When the first window with that much rain ends, Unix seconds; undefined where no rain fell. */
  readonly endS: number | undefined;
  /** The part of the period that readings fine enough for the window observed, 0 to 1. */
  readonly coverage: number;
}

/**
 * The greatest rain in windows of each length that end with rain in `(startS, endS]`, in mm: `max over t of Σ rain in (t − d, t]`, t
 * being the stamps of wet readings, because the sum of any window is reached by one that ends with a reading. A window
 * may reach back before the period, but rain that fell before it alone is not of it. A wet reading of an interval above d counts in no window of d.
 */
export function maxima(
  series: RainSeries,
  { startS, endS }: { readonly startS: number; readonly endS: number },
  windowsS: readonly number[],
): Maximum[] {
  return windowsS.map((windowS) => {
    const observed = new ObservedTime(series.runs, windowS);
    const coverage = observed.coverage(startS, endS);
    const { mm, end } = greatestWindow(withoutCoarse(series, windowS), startS, endS, windowS);
    return { windowS, rainMm: coverage > 0 || mm > 0 ? roundRain(mm) : NaN, endS: end, coverage };
  });
}

function greatestWindow(
  series: RainSeries,
  startS: number,
  endS: number,
  windowS: number,
): { mm: number; end: number | undefined } {
  const { timeS, sumMm } = series;
  const last = countUntil(series, endS);
  const first = countUntil(series, startS);
  let before = first < series.count ? countUntil(series, timeS[first]! - windowS) : 0;
  let most = 0;
  let end: number | undefined;
  for (let i = first; i < last; i++) {
    const fromS = timeS[i]! - windowS;
    while (timeS[before]! <= fromS) before++;
    const mm = sumMm[i + 1]! - sumMm[before]!;
    // Sums that differ by less than a reading can say are the same.
    if (mm > most + 5e-7) {
      most = mm;
      end = timeS[i]!;
    }
  }
  return { mm: most, end };
}

/** The series without the wet readings of runs too coarse for a window. */
export function withoutCoarse(series: RainSeries, windowS: number): RainSeries {
  const coarse = series.runs.filter(({ intervalS }) => intervalS > windowS);
  if (coarse.length === 0) return series;
  const { timeS, rainMm, sumMm } = series;
  const kept = Float64Array.from(rainMm.subarray(0, series.count));
  for (const { startS, endS } of coarse) kept.fill(0, countUntil(series, startS), countUntil(series, endS));
  const sums = Float64Array.from(sumMm);
  for (let i = 0; i < series.count; i++) sums[i + 1] = sums[i]! + kept[i]!;
  return { ...series, timeS, rainMm: kept, sumMm: sums };
}
