import { civilFromDays, DAY_S, yearRange } from '../../domain/time/time.js';
import { maxima, withoutCoarse } from '../maxima.js';
import { isEnough, ObservedTime } from '../series/observed.js';
import { roundRain, type RainSeries } from '../series/series.js';
import { spells } from '../series/spells.js';

/** The greatest rain of a year in windows of one length. */
export interface AnnualMaximum {
  readonly year: number;
  readonly rainMm: number;
  readonly endS: number | undefined;
  readonly coverage: number;
  /** Whether enough of the year was observed for it to count. */
  readonly isUsed: boolean;
}

/** Annual maxima of windows of one length, UTC years, ascending. */
export interface AnnualMaxima {
  readonly windowS: number;
  readonly years: readonly AnnualMaximum[];
}

/** A record begins and ends with a year of which so much was observed: the first minute of one is not told of. */
const LEAST_TOLD = 1e-4;

/** All annual maxima: a window belongs to the year in which it ends, and may reach back over New Year. */
export function annualMaxima(
  series: RainSeries,
  { firstS, lastS }: { readonly firstS: number; readonly lastS: number },
  windowsS: readonly number[],
  leastCoverage: number,
): AnnualMaxima[] {
  const yearAt = (t: number): number => civilFromDays(Math.floor((t - 1) / DAY_S)).year;
  const first = yearAt(firstS);
  const observed = new ObservedTime(series.runs);
  const all = Array.from({ length: yearAt(lastS) - first + 1 }, (_, i) => first + i);
  const isTold = (year: number): boolean => {
    const { startS, endS } = yearRange(year);
    return observed.coverage(startS, endS) >= LEAST_TOLD;
  };
  // A year in between of which nothing was observed is left out as others are, and said.
  const years = all.slice(Math.max(0, all.findIndex(isTold)), all.findLastIndex(isTold) + 1);
  const byYear = years.map((year) => maxima(series, yearRange(year), windowsS));
  return windowsS.map((windowS, w) => ({
    windowS,
    years: years.map((year, y) => {
      const { rainMm, endS, coverage } = byYear[y]![w]!;
      return { year, rainMm, endS, coverage, isUsed: rainMm > 0 && isEnough(coverage, leastCoverage) };
    }),
  }));
}

/** Years that were observed, by readings fine enough for a window: seconds over those of a mean year. */
export function observedYears({ runs }: RainSeries, windowS: number): number {
  return new ObservedTime(runs, windowS).between(-Infinity, Infinity) / (365.2425 * DAY_S);
}

/** The greatest rain of each spell in windows of one length, mm: peaks that are a dry gap apart. */
export function spellPeaks(series: RainSeries, windowS: number, gapS: number): number[] {
  const { timeS, sumMm } = withoutCoarse(series, windowS);
  return Array.from(spells(series, [gapS]), ({ first, end }) => {
    let most = 0;
    for (let i = first, before = first; i < end; i++) {
      while (timeS[before]! <= timeS[i]! - windowS) before++;
      most = Math.max(most, sumMm[i + 1]! - sumMm[before]!);
    }
    return roundRain(most);
  }).filter((mm) => mm > 0);
}
