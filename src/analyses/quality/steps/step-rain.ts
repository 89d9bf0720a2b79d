import { Cumulative } from '../../cumulative.js';
import { DAY_S, type TimeRange } from '../../../domain/time.js';
import { roundRain, type RainSeries } from '../../series/series.js';

/** The steps of PWSQC (de Vos et al. 2019). */
export const STEP_S = 300;
export const DAY_STEPS = DAY_S / STEP_S;
/** Days before the period that tests may look back to. */
export const MOST_DAYS_BEFORE = 31;

/**
 * Rain of gauges in steps of 5 minutes of the clock, from 31 days before a period on, each gauge's computed once. Step `i` ends
 * at `startS + i × 300`, and the first one is the first of a day.
 */
export class StepRains {
  readonly startS: number;
  /** The first step that ends in the period. */
  readonly first: number;
  readonly count: number;
  private readonly known = new Map<RainSeries, Float64Array>();

  constructor({ startS, endS }: TimeRange) {
    this.startS = (Math.floor(startS / DAY_S) - MOST_DAYS_BEFORE) * DAY_S + STEP_S;
    this.first = Math.floor((startS - this.startS) / STEP_S) + 1;
    this.count = Math.max(0, Math.floor((endS - this.startS) / STEP_S) + 1);
  }

  /** mm; NaN where a step was not observed whole; shape `[count]`. */
  of(series: RainSeries): Float64Array {
    const known = this.known.get(series);
    if (known) return known;
    const { startS, count } = this;
    const [rainMm] = new Cumulative(series, { windowsS: [STEP_S], minCoverage: 1 }).at({
      startS,
      stepS: STEP_S,
      count,
    }).rainMm;
    this.known.set(series, rainMm!);
    return rainMm!;
  }
}

/** Median of what the neighbours measured in each step, and how many of them did; NaN where none did. Shapes `[count]`. */
export function reference(
  neighbours: readonly Float64Array[],
  count: number,
): { readonly medianMm: Float64Array; readonly known: Uint8Array } {
  const medianMm = new Float64Array(count);
  const known = new Uint8Array(count);
  const values = new Float64Array(neighbours.length);
  for (let i = 0; i < count; i++) {
    let n = 0;
    let wet = 0;
    for (const column of neighbours) {
      const mm = column[i]!;
      if (mm !== mm) continue;
      values[n++] = mm;
      if (mm > 0) wet++;
    }
    known[i] = n;
    // Most steps are dry everywhere, or nearly: their median needs no order.
    medianMm[i] = n === 0 ? NaN : 2 * wet < n ? 0 : middle(values.subarray(0, n));
  }
  return { medianMm, known };
}

function middle(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : roundRain((sorted[half - 1]! + sorted[half]!) / 2);
}
