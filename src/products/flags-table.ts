import { QUALITY_TESTS } from '../analyses/quality/index.js';
import type { TestStretches } from '../analyses/quality/judging/report.js';
import { timeText, type Cell, type Table } from '../analyses/tables.js';
import { FLAGS_HEADER } from './flags.js';

/** A row for each stretch, by tests in their order, then by time. */
export function flagsTable(tests: readonly TestStretches[]): Table {
  const rows = tests.flatMap(({ test, stretches }) =>
    stretches.map(({ startS, endS, level, value, limit }): Cell[] => [
      timeText(startS),
      timeText(endS),
      test.name,
      level,
      shortNumber(value),
      shortNumber(limit),
    ]),
  );
  return { header: FLAGS_HEADER, texts: ['Test'], rows };
}

/** The bit of a test in masks: 1 for the first one, 2 for the second … */
export function maskOf(test: string): number {
  return 2 ** QUALITY_TESTS.findIndex(({ name }) => name === test);
}

/** The bits of all tests. */
export const FLAG_BITS = {
  names: QUALITY_TESTS.map(({ name }) => name),
  masks: QUALITY_TESTS.map(({ name }) => maskOf(name)),
};

/** The same table with the bit of its test in every row of level 1 to 3, and 0 in the others. */
export function withMask({ header, rows, ...table }: Table): Table {
  const [test, level] = [header.indexOf('Test'), header.indexOf('Level')];
  return {
    ...table,
    header: [...header, 'Mask'],
    counts: ['Mask'],
    rows: rows.map((row) => [...row, (row[level] as number) > 0 ? maskOf(row[test] as string) : 0]),
  };
}

/** Values of flags carry 4 decimals. */
export function shortNumber(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
