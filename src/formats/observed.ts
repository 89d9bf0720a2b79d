import type { CoverageRun } from '../analyses/coverage.js';
import { MINUTE_S, minutesInYear, yearStartS } from '../domain/time/time.js';

/** Half-open range of matrix rows, 0-based: minutes of a UTC year. */
export interface MinuteRange {
  readonly start: number;
  readonly end: number;
}

/** Stamps of intervals over a minute may be so early, seconds. */
const EARLY_S = 2;

/**
 * The minutes of a year that coverage runs observed: ascending, apart from each other. A reading stamped `t` stands in
 * the row of the minute in which `t` falls and counts the rain of `(t - interval, t]`; a run therefore observed the rows
 * after that of `first - interval`, up to that of `last`. Where the interval is longer, the first stamp may have come 2 s
 * early, and the minute before is not the run's; where it is shorter, the last minute counts if no reading of it is to
 * come. A reading without an interval observed none.
 */
export function observedMinutes(runs: readonly CoverageRun[], year: number): MinuteRange[] {
  const startS = yearStartS(year);
  const minutes = minutesInYear(year);
  const ranges: { start: number; end: number }[] = [];
  for (const { firstS, lastS, intervalS } of runs) {
    if (intervalS === undefined) continue;
    const beforeS = firstS - intervalS + (intervalS > MINUTE_S ? EARLY_S : 0);
    const start = Math.max(0, Math.floor((beforeS - startS) / MINUTE_S) + 1);
    const end = Math.min(minutes, Math.floor((lastS + Math.min(intervalS, MINUTE_S) - startS) / MINUTE_S));
    const before = ranges.at(-1);
    if (before && start <= before.end) before.end = Math.max(before.end, end);
    else if (start < end) ranges.push({ start, end });
  }
  return ranges;
}
