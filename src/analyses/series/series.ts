import type { TimeRange } from '../../domain/time/time.js';
import { STEP_JITTER_S } from './usual-interval.js';

/**
 * What every analysis works on: a gauge's rain over any number of joined years. Only wet readings are kept, because what
 * was observed stands in the runs: a moment that no run covers is unknown, one that a run covers and no reading made wet
 * is dry.
 */

/** Time that was observed, half-open `(startS, endS]` in Unix seconds, by readings at an interval. */
export interface ObservedRun {
  readonly startS: number;
  readonly endS: number;
  /** Seconds that one reading counts the rain of. */
  readonly intervalS: number;
}

/** Wet readings in time order, one per stamp, and what was observed. */
export interface RainSeries {
  readonly count: number;
  /** Unix seconds, at the end of what a reading counts; shape `[count]`. */
  readonly timeS: Float64Array;
  /** Above 0; shape `[count]`. */
  readonly rainMm: Float64Array;
  /** Rain of the first i readings; shape `[count + 1]`. */
  readonly sumMm: Float64Array;
  /** In time order, apart from each other. */
  readonly runs: readonly ObservedRun[];
}

/** A run as coverage tables have it: of readings stamped `firstS` to `lastS`; without an interval nothing is observed. */
export interface ReadingRun {
  readonly firstS: number;
  readonly lastS: number;
  readonly intervalS: number | undefined;
}

/**
 * Runs of readings as observed time, in order and apart: a reading stamped `t` counts the rain of `(t − intervalS, t]`, and
 * where two runs reach over each other the earlier one has the time. Between runs that follow each other, as those of two years
 * do, stamps may be as far beside their time as within one.
 */
export function observedRuns(runs: Iterable<ReadingRun>): ObservedRun[] {
  const observed: { startS: number; endS: number; intervalS: number }[] = [];
  for (const { firstS, lastS, intervalS } of runs) {
    const before = observed.at(-1);
    if (intervalS === undefined) continue;
    const beginsS = firstS - intervalS;
    const startS = before && beginsS <= before.endS + STEP_JITTER_S ? before.endS : beginsS;
    if (lastS <= startS) continue;
    if (before?.endS === startS && before.intervalS === intervalS) before.endS = lastS;
    else observed.push({ startS, endS: lastS, intervalS });
  }
  return observed;
}

/**
 * A series from readings in time order: `rainMm` NaN is unknown, and what such a reading counts is not observed. Both
 * columns have shape `[count]`; memory: 24 bytes a wet reading.
 */
export function rainSeries(
  timeS: ArrayLike<number>,
  rainMm: ArrayLike<number>,
  runs: readonly ObservedRun[],
): RainSeries {
  let wet = 0;
  const unknown: UnknownTime[] = [];
  for (let i = 0; i < timeS.length; i++) {
    const mm = rainMm[i]!;
    if (mm > 0) wet++;
    else if (mm !== mm) unknown.push({ startS: timeS[i - 1] ?? -Infinity, endS: timeS[i]! });
  }
  const times = new Float64Array(wet);
  const rain = new Float64Array(wet);
  for (let i = 0, k = 0; k < wet; i++) {
    if (!(rainMm[i]! > 0)) continue;
    times[k] = timeS[i]!;
    rain[k++] = rainMm[i]!;
  }
  return wetSeries(times, rain, unknown.length > 0 ? withoutReadings(runs, unknown) : runs);
}

/** A series of readings that are all wet. */
export function wetSeries(timeS: Float64Array, rainMm: Float64Array, runs: readonly ObservedRun[]): RainSeries {
  const count = timeS.length;
  const sumMm = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) sumMm[i + 1] = sumMm[i]! + rainMm[i]!;
  return { count, timeS, rainMm, sumMm, runs };
}

/** The part of a series stamped in `(startS, endS]`; runs stay as they are. */
export function seriesWithin(series: RainSeries, { startS, endS }: TimeRange): RainSeries {
  const from = countUntil(series, startS);
  const to = countUntil(series, endS);
  return wetSeries(series.timeS.slice(from, to), series.rainMm.slice(from, to), series.runs);
}

/** A series until a moment, readings and runs; its columns are views of those of the whole. */
export function seriesUntil(series: RainSeries, endS: number): RainSeries {
  const { timeS, rainMm, sumMm, runs } = series;
  const count = countUntil(series, endS);
  const within: ObservedRun[] = [];
  for (const run of runs) if (run.startS < endS) within.push(run.endS <= endS ? run : { ...run, endS });
  return {
    count,
    timeS: timeS.subarray(0, count),
    rainMm: rainMm.subarray(0, count),
    sumMm: sumMm.subarray(0, count + 1),
    runs: within,
  };
}

/** How many wet readings are stamped `t` or before. */
export function countUntil({ timeS, count }: RainSeries, t: number): number {
  let low = 0;
  for (let high = count; low < high;) {
    const middle = (low + high) >>> 1;
    if (timeS[middle]! <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rain of the readings stamped in `(startS, endS]`, mm with the 6 decimals that readings have. */
export function rainBetween(series: RainSeries, startS: number, endS: number): number {
  return roundRain(series.sumMm[countUntil(series, endS)]! - series.sumMm[countUntil(series, startS)]!);
}

/** Sums of rain carry 6 decimals, as every reading does; what is beyond is the error of adding doubles. */
export function roundRain(mm: number): number {
  return Math.round(mm * 1e6) / 1e6;
}

/** Since the reading before, until the one that is not known. */
interface UnknownTime {
  readonly startS: number;
  readonly endS: number;
}

/** The runs less what unknown readings, in time order, count. */
function withoutReadings(runs: readonly ObservedRun[], unknown: readonly UnknownTime[]): ObservedRun[] {
  const left: ObservedRun[] = [];
  let k = 0;
  for (const { startS, endS, intervalS } of runs) {
    let fromS = startS;
    while (k < unknown.length && unknown[k]!.endS <= startS) k++;
    for (; k < unknown.length && unknown[k]!.endS <= endS; k++) {
      const { startS: unknownS, endS: knownAgainS } = unknown[k]!;
      if (unknownS > fromS) left.push({ startS: fromS, endS: unknownS, intervalS });
      fromS = knownAgainS;
    }
    if (endS > fromS) left.push({ startS: fromS, endS, intervalS });
  }
  return left;
}
