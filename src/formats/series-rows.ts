import { newArrays, SENT, type Arrays, type SentColumn } from '../domain/columns.js';

/** A stretch of rows of a concatenated series; the columns are reused for the next stretch. */
export interface SeriesRows extends Arrays<SentColumn> {
  count: number;
}

/** Columns with room for so many rows. */
export function seriesColumns(rows: number): Arrays<SentColumn> {
  return newArrays(SENT, rows);
}
