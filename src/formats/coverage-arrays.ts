import type { RainMatrix } from './format.js';
import { observedMinutes } from './observed.js';

export const OBSERVED_FIELDS = ['column', 'start_row', 'end_row'] as const;
export const COVERAGE_FIELDS = ['column', 'first_s', 'last_s', 'interval_s', 'readings'] as const;

/**
 * Which minutes were observed, as binary formats carry it: rows of `column, start_row, end_row`, 0-based, half-open,
 * one after another in one array.
 */
export function observedArray({ year, columns }: RainMatrix): Int32Array {
  const rows = columns.flatMap(({ runs }, j) => observedMinutes(runs, year).map(({ start, end }) => [j, start, end]));
  return Int32Array.from(rows.flat());
}

/**
 * The coverage table as binary formats carry it: rows of `column, first_s, last_s, interval_s, readings`, one after
 * another; the interval of a reading alone is 0.
 */
export function coverageArray({ columns }: RainMatrix): BigInt64Array {
  const rows = columns.flatMap(({ runs }, j) =>
    runs.map(({ firstS, lastS, intervalS, readings }) => [j, firstS, lastS, intervalS ?? 0, readings]),
  );
  return BigInt64Array.from(rows.flat(), BigInt);
}
