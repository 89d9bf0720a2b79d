/** A stretch of rows of a concatenated series; the columns are reused for the next stretch. */
export interface SeriesRows {
  count: number;
  readonly timeS: Uint32Array;
  readonly tips: Uint32Array;
  readonly wind: Float64Array;
  readonly battery: Float64Array;
}

/** Columns with room for so many rows. */
export function seriesColumns(rows: number): Omit<SeriesRows, 'count'> {
  return {
    timeS: new Uint32Array(rows),
    tips: new Uint32Array(rows),
    wind: new Float64Array(rows),
    battery: new Float64Array(rows),
  };
}
