import { placeAt } from '../domain/history/rain-history.js';
import { DAY_S, MINUTE_S } from '../domain/time/time.js';
import { isNear, isSmallMultiple, STEADY_STEPS, STEP_JITTER_S, StepCounts } from './series/usual-interval.js';

/**
 * A run of readings at a steady interval. A reading stamped `t` counts the rain of `(t - intervalS, t]`, so that the
 * run observed `(firstS - intervalS, lastS]`. Without an interval it observed nothing that can be told.
 */
export interface CoverageRun {
  readonly firstS: number;
  readonly lastS: number;
  readonly intervalS: number | undefined;
  readonly readings: number;
}

/** When a gauge was observed. */
export interface Coverage {
  /** Its usual interval, seconds: as given, else as its readings tell; undefined where they are too few. */
  readonly usualS: number | undefined;
  /** In order; together they hold every reading once. */
  readonly runs: readonly CoverageRun[];
}

/**
 * The coverage of ascending, distinct stamps `timeS[0, count)`, Unix seconds, of one gauge. `intervalS` is its usual
 * interval, where that is known; else the most frequent step is.
 *
 * A run has the usual interval, or another one, a day at most, that lasts for 12 steps; every step is within 4 s of it. A step of several
 * intervals is a gap (`StepCounts.isLoss`), so that a reading that was lost is never covered by the one after it. A reading
 * alone has the usual interval, except where it comes sooner after the one before: then it is none of the usual ones.
 *
 * Two passes; memory: the runs, and 350 KB.
 */
export function coverageOf(timeS: Uint32Array, count: number, intervalS?: number): Coverage {
  const steps = new StepCounts(timeS, count);
  const usualS = intervalS ?? steps.usual();
  return { usualS, runs: runsOf({ timeS, count, usualS, steps }) };
}

/** What changes the coverage of a gauge's readings within a year. */
export interface CoverageRules {
  /** Usual intervals by date, ascending; undefined where the readings tell. */
  readonly intervals: readonly { readonly fromS: number; readonly intervalS: number | undefined }[];
  /** Rain of each reading, mm; NaN: it is not known what fell, and the time is not covered. */
  readonly rainMm: Float64Array;
}

/**
 * The coverage of stamps, as of `coverageOf`, where usual intervals have dates and some readings do not count: each stretch of readings
 * that do, and have one usual interval, is covered by itself, and not back beyond the reading before it. `usualS` is that of the first reading. Memory: as of `coverageOf`.
 */
export function coverageByRules(timeS: Uint32Array, count: number, { intervals, rainMm }: CoverageRules): Coverage {
  const steps = new StepCounts(timeS, count);
  const told = intervals.every(({ intervalS }) => intervalS !== undefined) ? undefined : steps.usual();
  const runs: CoverageRun[] = [];
  for (let first = 0; first < count;) {
    if (Number.isNaN(rainMm[first]!)) {
      first++;
      continue;
    }
    const at = placeAt(intervals, timeS[first]!);
    const untilS = intervals[at + 1]?.fromS ?? Infinity;
    const usualS = intervals[at]?.intervalS ?? told;
    let end = first + 1;
    while (end < count && timeS[end]! < untilS && !Number.isNaN(rainMm[end]!)) end++;
    // The first reading of another interval often counts one of the old.
    const isOld = end < count && usualS !== undefined && isNear(timeS[end]! - timeS[end - 1]!, usualS);
    if (isOld && timeS[end]! >= untilS && !Number.isNaN(rainMm[end]!)) end++;
    const beforeS = first > 0 ? timeS[first - 1]! : -Infinity;
    const part = { timeS: timeS.subarray(first, end), count: end - first, usualS, steps };
    for (const run of runsOf(part, beforeS)) runs.push(run);
    first = end;
  }
  const usualS = count > 0 ? intervals[placeAt(intervals, timeS[0]!)]?.intervalS : undefined;
  return { usualS: usualS ?? told, runs };
}

/** Stamps that have one usual interval, and the steps of all that there are. */
interface Stretch {
  readonly timeS: Uint32Array;
  readonly count: number;
  readonly usualS: number | undefined;
  readonly steps: StepCounts;
}

/** The runs of a stretch. None reaches back beyond `beforeS`, the reading before it: readings that would are alone, and cover nothing. */
function runsOf({ timeS, count, usualS, steps }: Stretch, beforeS = -Infinity): CoverageRun[] {
  const runs: CoverageRun[] = [];
  const finder = usualS === undefined ? undefined : new RunFinder(timeS, count, usualS, steps);
  for (let first = 0; first < count;) {
    let run: Found = finder?.runFrom(first) ?? { last: first, intervalS: undefined };
    const firstS = timeS[first]!;
    if (run.intervalS !== undefined && firstS - run.intervalS + STEP_JITTER_S < beforeS)
      run = { last: first, intervalS: undefined };
    const readings = run.last - first + 1;
    runs.push({ firstS, lastS: timeS[run.last]!, intervalS: run.intervalS, readings });
    first = run.last + 1;
  }
  return runs;
}

/** A run by the place of its last reading. */
interface Found {
  readonly last: number;
  readonly intervalS: number | undefined;
}

class RunFinder {
  constructor(
    private readonly timeS: Uint32Array,
    private readonly count: number,
    private readonly usualS: number,
    private readonly steps: StepCounts,
  ) {}

  /** The run that begins with the reading at `first`. */
  runFrom(first: number): Found {
    const { usualS } = this;
    const last = this.lastWithin(first, usualS);
    if (last > first) return { last, intervalS: usualS };
    const other = (first > 0 ? this.otherFrom(first - 1) : undefined) ?? this.otherFrom(first);
    return other ?? { last: first, intervalS: this.isSoon(first) ? undefined : usualS };
  }

  /** A run at another interval than the usual one, by the steps that begin with the reading at `begin`. */
  private otherFrom(begin: number): Found | undefined {
    const { timeS, count, usualS } = this;
    const end = begin + STEADY_STEPS;
    if (end >= count || isOfUsual(timeS[begin + 1]! - timeS[begin]!, usualS)) return undefined;
    const intervalS = Math.round((timeS[end]! - timeS[begin]!) / STEADY_STEPS);
    if (intervalS > DAY_S || this.lastWithin(begin, intervalS, end) < end || this.steps.isLoss(intervalS, usualS))
      return undefined;
    return { last: this.lastWithin(end, intervalS), intervalS };
  }

  /** The last reading, up to `end`, to which steady steps lead from `first`. */
  private lastWithin(first: number, intervalS: number, end = this.count - 1): number {
    const { timeS, usualS } = this;
    const isOther = intervalS !== usualS;
    // Written out: this is done for every reading.
    const [leastS, mostS] = [intervalS - STEP_JITTER_S, intervalS + STEP_JITTER_S];
    let last = first;
    let beforeS = timeS[first]!;
    while (last < end) {
      const nextS = timeS[last + 1]!;
      const stepS = nextS - beforeS;
      if (stepS < leastS || stepS > mostS || (isOther && isOfUsual(stepS, usualS))) break;
      beforeS = nextS;
      last++;
    }
    return last;
  }

  /** Whether a reading comes sooner after the one before than a usual one, and minutes may have been lost between them. */
  private isSoon(at: number): boolean {
    const { timeS, usualS } = this;
    return usualS > MINUTE_S && at > 0 && timeS[at]! - timeS[at - 1]! < usualS - STEP_JITTER_S;
  }
}

/** Whether a step is a usual one, or a gap that lost readings of the usual interval leave: then it is in no other run. */
function isOfUsual(stepS: number, usualS: number): boolean {
  return isNear(stepS, usualS) || isSmallMultiple(stepS, usualS);
}
