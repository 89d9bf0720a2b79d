import { DAY_S, type TimeRange } from '../../../domain/time.js';
import { countUntil, roundRain, type ObservedRun, type RainSeries } from '../../series/series.js';

/** The steps of PWSQC (de Vos et al. 2019). */
export const STEP_S = 300;
export const DAY_STEPS = DAY_S / STEP_S;
/** Days before the period that tests may look back to. */
export const MOST_DAYS_BEFORE = 31;

/** A gauge whose rain is asked for: its name says whose it is. */
export interface Stepped {
  readonly gauge: string;
  readonly series: RainSeries;
}

/**
 * Rain of gauges in steps of 5 minutes of the clock, from 31 days before a period on, each gauge's computed once. Step `i` ends
 * at `startS + i × 300`, and the first one is the first of a day.
 */
export class StepRains {
  readonly startS: number;
  /** The first step that ends in the period. */
  readonly first: number;
  readonly count: number;
  private readonly known: Map<string, Float64Array>;
  private readonly computed: number;

  /** Of a period, or of a part of the period of `whole`, with which it shares what was computed. */
  constructor({ startS, endS }: TimeRange, whole?: StepRains) {
    this.startS = whole?.startS ?? (Math.floor(startS / DAY_S) - MOST_DAYS_BEFORE) * DAY_S + STEP_S;
    this.known = whole?.known ?? new Map<string, Float64Array>();
    this.first = Math.floor((startS - this.startS) / STEP_S) + 1;
    const count = Math.max(0, Math.floor((endS - this.startS) / STEP_S) + 1);
    this.count = Math.min(count, whole?.count ?? Infinity);
    this.computed = whole?.computed ?? this.count;
  }

  /** mm; NaN where a step was not observed whole; shape `[count]`. */
  of({ gauge, series }: Stepped): Float64Array {
    const rainMm = this.known.get(gauge) ?? stepSums(series, this.startS, this.computed);
    this.known.set(gauge, rainMm);
    return rainMm.subarray(0, this.count);
  }
}

/** Sums of wet readings in steps of which the first ends at `startS`; NaN where one was not observed whole. */
function stepSums(series: RainSeries, startS: number, count: number): Float64Array {
  const rainMm = new Float64Array(count).fill(NaN);
  for (const run of fineTime(series.runs)) {
    const from = Math.ceil((run.startS + STEP_S - startS) / STEP_S);
    const to = Math.floor((run.endS - startS) / STEP_S) + 1;
    if (to > 0) rainMm.fill(0, Math.max(0, from), Math.max(0, to));
  }
  const { timeS, rainMm: mm } = series;
  const end = countUntil(series, startS + (count - 1) * STEP_S);
  for (let k = countUntil(series, startS - STEP_S); k < end;) {
    const i = Math.ceil((timeS[k]! - startS) / STEP_S);
    let sum = 0;
    for (; k < end && timeS[k]! <= startS + i * STEP_S; k++) sum += mm[k]!;
    if (rainMm[i] === 0) rainMm[i] = roundRain(sum);
  }
  return rainMm;
}

/** Time that readings fine enough for a step observed, runs that follow each other as one. */
function* fineTime(runs: readonly ObservedRun[]): Generator<TimeRange, void, undefined> {
  let open: TimeRange | undefined;
  for (const { startS, endS, intervalS } of runs) {
    if (intervalS > STEP_S) continue;
    if (open?.endS === startS) open = { startS: open.startS, endS };
    else {
      if (open) yield open;
      open = { startS, endS };
    }
  }
  if (open) yield open;
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
