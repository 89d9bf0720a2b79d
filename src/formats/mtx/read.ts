import { PluvioError } from '../../domain/errors.js';
import { unsafeName, yearFileName } from '../../domain/paths.js';
import { yearOf } from '../../domain/time/time.js';
import { scanDecimal, scanned } from '../../kernels/scan-decimal.js';
import { readCoverage } from '../csv/read-coverage.js';
import type { FormatReader, RainMatrix } from '../format.js';
import { NOTHING_MORE } from '../stored-matrix.js';
import type { StoredFile } from '../stored-file.js';
import type { MatrixColumn } from './matrix-market.js';

/** Matrix Market files as `mtx` writes them. */
export const mtxReader: FormatReader = {
  beginning: Buffer.from('%%MatrixMarket '),
  open: (file) => ({ kind: 'matrix', matrix: openMatrixMarket(file) }),
};

/** What was observed stands in the coverage tables beside the matrix, or beside its gauges' files. */
function openMatrixMarket(file: StoredFile): RainMatrix {
  const bytes = file.bytes();
  const year = readFirstYear(bytes, file.path);
  const columns = readMatrixMarket(bytes, file.path).columns.map((column) => {
    const { gauge } = column;
    const name = yearFileName(gauge, year, 'coverage');
    // A name that leads elsewhere is refused by whoever opens the file.
    const found =
      unsafeName(gauge) === undefined
        ? (file.beside(name) ?? file.beside(`../../${gauge}/${year}/${name}`))
        : undefined;
    return { ...column, ...NOTHING_MORE, runs: found === undefined ? [] : readCoverage(found.bytes(), found.path) };
  });
  return { year, columns };
}

/** The comments that come before the gauges' names are shorter than this. */
const HEAD_BYTES = 1024;

const LF = 10;
const SPACE = 32;
const ZERO = 48;
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
  const fail = (why: string): never => {
    throw new PluvioError('DAMAGED', `Cannot read the matrix ${file}: ${why}`, { file });
  };
  const head = readHead(bytes);
  const { names, rows, entries } = head;
  if (head.banner !== '%%MatrixMarket matrix coordinate real general')
    fail('its first line is not that of a real coordinate matrix');
  const isWhole = bytes.at(-1) === LF && countLines(bytes, head.end) === entries;
  if (!(rows > 0) || head.columns !== names.length || !isWhole) fail('its size line does not fit what follows');
  const columns = names.map((gauge) => ({ gauge, rows: [] as number[], values: [] as number[] }));
  for (let at = head.end, n = 0; n < entries; n++) {
    const next = bytes.indexOf(LF, at) + 1;
    const { row, col, value } = readEntry(bytes, at, next - 1);
    const column = columns[col - 1];
    const text = (): string => Buffer.from(bytes.subarray(at, next - 1)).toString();
    if (!column || !(row >= 1 && row <= rows)) return fail(`"${text()}" is no entry of it`);
    if (row <= (column.rows.at(-1) ?? 0)) return fail(`"${text()}" is not in its place, or there twice`);
    column.rows.push(row);
    column.values.push(value);
    at = next;
  }
  return {
    rows,
    columns: columns.map(({ gauge, rows: r, values }) => ({
      gauge,
      count: r.length,
      rows: Uint32Array.from(r),
      valuesMm: Float64Array.from(values),
    })),
  };
}

interface Head {
  readonly banner: string;
  readonly names: readonly string[];
  readonly rows: number;
  readonly columns: number;
  readonly entries: number;
  /** Where the entries begin. */
  readonly end: number;
}

/** The comments, and the size line after them. */
function readHead(bytes: Uint8Array): Head {
  const names: string[] = [];
  let banner: string | undefined;
  for (let at = 0; ;) {
    const lineFeed = bytes.indexOf(LF, at);
    const line = Buffer.from(bytes.subarray(at, lineFeed < 0 ? bytes.length : lineFeed)).toString('utf8');
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    banner ??= line;
    if (!line.startsWith('%')) {
      const [rows = NaN, columns = NaN, entries = NaN] = line.split(' ').map(Number);
      return { banner, names, rows, columns, entries, end };
    }
    const name = /^% column \d+: (.*)$/.exec(line)?.[1];
    if (name !== undefined) names.push(name);
    at = end;
  }
}

function countLines(bytes: Uint8Array, start: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF, start); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
  return lines;
}

interface Entry {
  readonly row: number;
  readonly col: number;
  readonly value: number;
}

const NO_ENTRY: Entry = { row: NaN, col: NaN, value: NaN };

/** The entry on a line `bytes[at, end)`; read as text where it is not of the usual form. */
function readEntry(bytes: Uint8Array, at: number, end: number): Entry {
  const rowEnd = scanWhole(bytes, at);
  const row = scanned[0]!;
  const colEnd = bytes[rowEnd] === SPACE ? scanWhole(bytes, rowEnd + 1) : -1;
  const col = scanned[0]!;
  if (rowEnd > 0 && colEnd > 0 && bytes[colEnd] === SPACE && scanDecimal(bytes, colEnd + 1) === end)
    return { row, col, value: scanned[0]! };
  const line = Buffer.from(bytes.subarray(at, end)).toString('utf8');
  if (!ENTRY.test(line)) return NO_ENTRY;
  const [a, b, value] = line.split(' ').map(Number) as [number, number, number];
  return { row: a, col: b, value };
}

/** As `scanDecimal`, of a whole number of at most nine digits. */
function scanWhole(bytes: Uint8Array, at: number): number {
  let p = at;
  let value = 0;
  for (let digit = bytes[p]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++p]! - ZERO) value = value * 10 + digit;
  scanned[0] = value;
  return p > at && p <= at + 9 ? p : -1;
}
