import { PluvioError } from '../domain/errors.js';
import { yearOf } from '../domain/time.js';
import type { MatrixColumn } from './matrix-market.js';

/** The comments that come before the gauges' names are shorter than this. */
const HEAD_BYTES = 1024;

const ENTRY = /^\d+ \d+ -?\d+(\.\d+)?$/;

/** A rain matrix as read back: its columns in order, and its number of rows. */
export interface MatrixFile {
  readonly rows: number;
  readonly columns: readonly MatrixColumn[];
}

/** The UTC year that a matrix's comments say. Throws INPUT, naming `file`, where they say none. */
export function readFirstYear(bytes: Uint8Array, file: string): number {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('utf8');
  const stamp = /^% first minute: .*\(Unix (\d+)\)$/m.exec(head)?.[1];
  if (stamp === undefined) {
    const why = `Cannot read the matrix ${file}: its comments do not say its first minute; it was not made by pluvio`;
    throw new PluvioError('INPUT', why, { file });
  }
  return yearOf(Number(stamp));
}

/** Reads a Matrix Market file as written by `writeMatrixMarket`. Throws DAMAGED, naming `file`, where it is none. */
export function readMatrixMarket(bytes: Uint8Array, file: string): MatrixFile {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  const fail = (why: string): never => {
    throw new PluvioError('DAMAGED', `Cannot read the matrix ${file}: ${why}`, { file });
  };
  if (lines[0] !== '%%MatrixMarket matrix coordinate real general')
    fail('its first line is not that of a real coordinate matrix');
  let at = 1;
  const names: string[] = [];
  for (; lines[at]?.startsWith('%'); at++) {
    const name = /^% column \d+: (.*)$/.exec(lines[at]!)?.[1];
    if (name !== undefined) names.push(name);
  }
  const [rows, cols, entries] = (lines[at++] ?? '').split(' ').map(Number);
  const isWhole = lines.length === at + entries! + 1 && lines.at(-1) === '';
  if (!(rows! > 0) || cols !== names.length || !isWhole) fail('its size line does not fit what follows');
  const columns = names.map((gauge) => ({ gauge, rows: [] as number[], values: [] as number[] }));
  for (const line of lines.slice(at, at + entries!)) {
    const [row, col, value] = ENTRY.test(line) ? line.split(' ').map(Number) : [];
    const column = columns[col! - 1];
    if (!column || !(row! >= 1 && row! <= rows!)) return fail(`"${line}" is no entry of it`);
    if (row! <= (column.rows.at(-1) ?? 0)) return fail(`"${line}" is not in its place, or there twice`);
    column.rows.push(row!);
    column.values.push(value!);
  }
  return {
    rows: rows!,
    columns: columns.map(({ gauge, rows: r, values }) => ({
      gauge,
      count: r.length,
      rows: Uint32Array.from(r),
      valuesMm: Float64Array.from(values),
    })),
  };
}
