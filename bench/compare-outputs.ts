import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Half of the last decimal that outputs carry. */
const TOLERANCE = 5e-7;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;

/**
 * The first difference in content between the outputs of two programs, or undefined. Files are compared line by line:
 * fields that are numbers as numbers, others as text. Every gauge's and year's series of `expected` must be in `actual`
 * and the other way round, and so must every year's triplets, whatever their order.
 */
export function outputDifference(actual: string, expected: string): string | undefined {
  const names = seriesNames(expected);
  const extra = seriesNames(actual).filter((name) => !names.includes(name));
  if (extra.length > 0) return `${extra[0]!} is not in the other output`;
  if (names.length === 0) return `no series in ${expected}`;
  for (const name of names) {
    if (!existsSync(join(actual, name))) return `${name} is missing`;
    const difference = linesDifference(readFileSync(join(actual, name)), readFileSync(join(expected, name)));
    if (difference) return `${name}: ${difference}`;
  }
  for (const year of years(names)) {
    const difference = tripletsDifference(readTriplets(actual, year), readTriplets(expected, year));
    if (difference) return `triplets of ${year}: ${difference}`;
  }
  return undefined;
}

/** `<gauge>/<year>/<gauge>_(concatenated|treated)_<year>.csv`, sorted. */
function seriesNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^[^/]+\/\d+\/[^/]+_(concatenated|treated)_\d+\.csv$/.test(name))
    .sort();
}

function years(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.split('/')[1]!))];
}

function linesDifference(actual: Buffer, expected: Buffer): string | undefined {
  const mine = linesOf(actual);
  const theirs = linesOf(expected);
  for (let number = 1; ; number++) {
    const a = mine.next().value;
    const b = theirs.next().value;
    if (a === undefined && b === undefined) return undefined;
    if (a === undefined || b === undefined) return `line ${number} is ${a === undefined ? 'missing' : 'too much'}`;
    if (!a.equals(b) && !sameFields(a, b)) return `line ${number} is "${a.toString()}", not "${b.toString()}"`;
  }
}

function* linesOf(bytes: Buffer): Generator<Buffer, undefined> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, start);
    const stop = end < 0 ? bytes.length : end;
    yield bytes.subarray(start, stop);
    start = stop + 1;
  }
}

/** Fields before the first differing byte are the same: only the rest is looked at. */
function sameFields(a: Buffer, b: Buffer): boolean {
  let start = 0;
  for (let i = 0; i < a.length && a[i] === b[i]; i++) if (a[i] === COMMA) start = i + 1;
  const mine = a.toString('latin1', start).split(',');
  const theirs = b.toString('latin1', start).split(',');
  return (
    mine.length === theirs.length && mine.every((field, i) => field === theirs[i] || sameNumber(field, theirs[i]!))
  );
}

function sameNumber(a: string, b: string): boolean {
  return a !== '' && b !== '' && Math.abs(Number(a) - Number(b)) <= TOLERANCE;
}

type Triplet = readonly [row: number, column: number, mm: number];

/** A year's triplets by column and row: Matrix Market, or `row,col,mm` without a header. */
function readTriplets(folder: string, year: string): Triplet[] {
  const stem = join(folder, 'network', year);
  const market = join(stem, `network_sparse_${year}.mtx`);
  const isMarket = existsSync(market);
  const text = readFileSync(isMarket ? market : join(stem, `network_triplets_${year}.csv`), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('%'));
  return lines
    .slice(isMarket ? 1 : 0)
    .map((line) => line.split(/[ ,]+/).map(Number) as [number, number, number])
    .sort((x, y) => x[1] - y[1] || x[0] - y[0]);
}

function tripletsDifference(actual: readonly Triplet[], expected: readonly Triplet[]): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} of them, not ${expected.length}`;
  const at = actual.findIndex(([row, column, mm], i) => {
    const [otherRow, otherColumn, otherMm] = expected[i]!;
    return row !== otherRow || column !== otherColumn || !(Math.abs(mm - otherMm) <= TOLERANCE);
  });
  return at < 0 ? undefined : `(${actual[at]!.join(' ')}), not (${expected[at]!.join(' ')})`;
}
