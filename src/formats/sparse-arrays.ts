import type { MatrixColumn } from './matrix-market.js';

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

/** Compressed sparse columns → compressed sparse rows of `rows` rows, columns ascending in each. */
export function compressRows(columns: Compressed, rows: number): Compressed {
  const pointers = new Int32Array(rows + 1);
  for (const row of columns.indices) pointers[row + 1]!++;
  for (let row = 0; row < rows; row++) pointers[row + 1]! += pointers[row]!;
  const indices = new Int32Array(columns.indices.length);
  const values = new Float64Array(indices.length);
  // While entries are put in, a row's pointer is where its next one goes: at the end, where the next row begins.
  for (let j = 0; j + 1 < columns.pointers.length; j++) {
    for (let k = columns.pointers[j]!; k < columns.pointers[j + 1]!; k++) {
      const at = pointers[columns.indices[k]!]!++;
      indices[at] = j;
      values[at] = columns.values[k]!;
    }
  }
  pointers.copyWithin(1, 0, rows);
  pointers[0] = 0;
  return { pointers, indices, values };
}
