import { KEPT, newArrays, type Arrays, type KeptColumn } from '../../../src/domain/columns.js';

/** Rows of one block. */
export const BLOCK_ROWS = 2048;

/** The columns that a year keeps of its readings; 32 bytes a row. */
export type RowColumns = Arrays<KeptColumn>;

export function rowColumns(rows: number): RowColumns {
  return newArrays(KEPT, rows);
}
