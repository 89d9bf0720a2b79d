import type { MatrixColumn } from './mtx/matrix-market.js';

/** A sparse matrix's three arrays, 0-based: of column `j`, or row `j`, the entries `pointers[j]` to `pointers[j + 1]`. */
export interface Compressed {
  readonly pointers: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Columns as they are: compressed sparse columns, rows ascending in each. */
export function compressColumns(columns: readonly MatrixColumn[]): Compressed {
  const pointers = new Int32Array(columns.length + 1);
  columns.forEach(({ count }, j) => (pointers[j + 1] = pointers[j]! + count));
  const indices = new Int32Array(pointers.at(-1)!);
  const values = new Float64Array(indices.length);
  columns.forEach(({ count, rows, valuesMm }, j) => {
    const at = pointers[j]!;
    for (let k = 0; k < count; k++) indices[at + k] = rows[k]! - 1;
    values.set(valuesMm.subarray(0, count), at);
  });
  return { pointers, indices, values };
}

/** The column of every entry of compressed columns. */
export function columnIndices({ pointers, indices }: Compressed): Int32Array {
  const columns = new Int32Array(indices.length);
  for (let j = 0; j + 1 < pointers.length; j++) columns.fill(j, pointers[j], pointers[j + 1]);
  return columns;
}

/** A sparse matrix's entries by row, then column, 0-based. */
export interface EntriesByRow {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Compressed sparse columns → their entries by row. */
export function sortByRow({ pointers, indices, values }: Compressed): EntriesByRow {
  const width = pointers.length - 1;
  const places = new Float64Array(indices.length);
  for (let j = 0; j < width; j++)
    for (let k = pointers[j]!; k < pointers[j + 1]!; k++) places[k] = indices[k]! * width + j;
  // Rows ascend in a column already.
  if (width > 1) places.sort();
  const next = pointers.slice(0, width);
  const sorted = {
    rows: new Int32Array(places.length),
    columns: new Int32Array(places.length),
    values: new Float64Array(places.length),
  };
  places.forEach((place, k) => {
    const row = Math.floor(place / width);
    const column = place - row * width;
    sorted.rows[k] = row;
    sorted.columns[k] = column;
    sorted.values[k] = values[next[column]!++]!;
  });
  return sorted;
}

/**
 * The pointers of compressed sparse rows, `count` at a time (the last ones may be fewer): of row `i` the entries
 * `pointer[i]` to `pointer[i + 1]`, for `rows` rows. What is given is good until the next.
 */
export function* rowPointers({ rows: of }: EntriesByRow, rows: number, count: number): Generator<Int32Array, void> {
  const part = new Int32Array(count);
  for (let start = 0, entry = 0; start <= rows; start += count) {
    const length = Math.min(count, rows + 1 - start);
    for (let i = 0; i < length; i++) {
      while (entry < of.length && of[entry]! < start + i) entry++;
      part[i] = entry;
    }
    yield part.subarray(0, length);
  }
}
