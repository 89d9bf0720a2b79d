import type { CoverageRun } from '../analyses/coverage.js';
import { PluvioError } from '../domain/errors.js';
import { MINUTE_S, minutesInYear, yearOf, yearStartS } from '../domain/time/time.js';
import { COVERAGE_FIELDS } from './coverage-arrays.js';
import type { RainColumn, RainMatrix } from './format.js';

/** What a binary matrix file holds, as it was read: compressed columns, 0-based. */
export interface StoredMatrix {
  readonly firstMinuteS: number;
  readonly gauges: readonly string[];
  readonly rows: number;
  readonly pointers: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly values: Float64Array;
  /** Rows of `COVERAGE_FIELDS`, one after another. */
  readonly coverage: ArrayLike<number>;
}

/** Checks a matrix that was read and gives it as columns. Throws INPUT, naming `file`, where it is not one of ours. */
export function matrixOf(stored: StoredMatrix, file: string): RainMatrix {
  const { firstMinuteS, gauges, rows, pointers, indices, values, coverage } = stored;
  const year = yearOf(firstMinuteS);
  const fail = (why: string): never => {
    throw new PluvioError('INPUT', `Cannot read ${file}: ${why}`, { file });
  };
  if (firstMinuteS !== yearStartS(year) || rows !== minutesInYear(year))
    fail('its rows are not the minutes of a UTC year');
  if (pointers.length !== gauges.length + 1) fail('it has not a name for each of its columns');
  if (indices.length !== values.length || pointers[gauges.length] !== values.length)
    fail('its arrays do not fit each other');
  if (Array.from(indices).some((row) => !(row >= 0 && row < rows))) fail('it has entries outside of its rows');
  const runs = runsByColumn(coverage);
  const columns = gauges.map((gauge, j): RainColumn => {
    const [start, end] = [pointers[j]!, pointers[j + 1]!];
    return {
      gauge,
      count: end - start,
      rows: Uint32Array.from({ length: end - start }, (_, k) => indices[start + k]! + 1),
      valuesMm: values.slice(start, end),
      runs: runs.get(j) ?? [],
      ...NOTHING_MORE,
    };
  });
  return { year, columns };
}

/** What a matrix alone does not tell of a gauge. */
export const NOTHING_MORE = { lon: undefined, lat: undefined, curve: null, readings: () => [] };

function runsByColumn(coverage: ArrayLike<number>): Map<number, CoverageRun[]> {
  const runs = new Map<number, CoverageRun[]>();
  for (let at = 0; at < coverage.length; at += COVERAGE_FIELDS.length) {
    const [column, firstS, lastS, intervalS, readings] = Array.from(COVERAGE_FIELDS, (_, i) => coverage[at + i]!);
    const run = {
      firstS: firstS!,
      lastS: lastS!,
      intervalS: intervalS === 0 ? undefined : intervalS,
      readings: readings!,
    };
    const before = runs.get(column!);
    if (before) before.push(run);
    else runs.set(column!, [run]);
  }
  return runs;
}

/** The stamp of a 0-based row's minute. */
export function minuteStamp(year: number, row: number): number {
  return yearStartS(year) + row * MINUTE_S;
}
