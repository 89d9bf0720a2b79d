import { MINUTE_S, minutesInYear, yearStartS } from '../domain/time.js';
import type { CoverageRun } from './coverage.js';

/** Half-open range of matrix rows, 0-based: minutes of a UTC year. */
export interface MinuteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The minutes of a year that coverage runs observed: ascending, apart from each other. A reading stamped `t` stands in
 * the row of the minute in which `t` falls and counts the rain of `(t - interval, t]`; a run therefore observed the rows
 * after that of `first - interval`, up to that of `last`. A reading alone has no known interval and observed none.
 */
export function observedMinutes(runs: readonly CoverageRun[], year: number): MinuteRange[] {
  const startS = yearStartS(year);
  const minutes = minutesInYear(year);
  const ranges: { start: number; end: number }[] = [];
  for (const { firstS, lastS, intervalS } of runs) {
    if (intervalS === undefined) continue;
    const start = Math.max(0, Math.floor((firstS - intervalS - startS) / MINUTE_S) + 1);
    const end = Math.min(minutes, Math.floor((lastS - startS) / MINUTE_S) + 1);
    const before = ranges.at(-1);
    if (before && start <= before.end) before.end = Math.max(before.end, end);
    else if (start < end) ranges.push({ start, end });
  }
  return ranges;
}
