import type { CoverageRun } from '../../analyses/coverage.js';
import { MINUTE_S } from '../../domain/time/time.js';
import { minuteStamp } from '../stored-matrix.js';

/** A year minute by minute: which were observed, and which have a reading. */
export interface Minutes {
  readonly count: number;
  readonly isObserved: (row: number) => boolean;
  readonly hasReading: (row: number) => boolean;
}

/**
 * Runs that observed exactly the minutes which a file says were observed: each reading those since the one before it.
 * Where no reading is known for some, they count as readings of a minute.
 */
export function runsOfMinutes(year: number, { count, isObserved, hasReading }: Minutes): CoverageRun[] {
  const runs: CoverageRun[] = [];
  const add = (row: number, intervalS: number, readings = 1): void => {
    const stampS = minuteStamp(year, row);
    const firstS = stampS - (readings - 1) * intervalS;
    const before = runs.at(-1);
    if (before?.intervalS === intervalS && before.lastS + intervalS === firstS)
      runs[runs.length - 1] = { ...before, lastS: stampS, readings: before.readings + readings };
    else runs.push({ firstS, lastS: stampS, intervalS, readings });
  };
  let waiting = 0;
  for (let row = 0; row <= count; row++) {
    if (row === count || !isObserved(row)) {
      if (waiting > 0) add(row - 1, MINUTE_S, waiting);
      waiting = 0;
    } else {
      waiting++;
      if (!hasReading(row)) continue;
      add(row, waiting * MINUTE_S);
      waiting = 0;
    }
  }
  return runs;
}
