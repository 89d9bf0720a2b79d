/** Rows of one block. */
export const BLOCK_ROWS = 2048;

/** The columns that a year keeps of its readings; 32 bytes a row. */
export interface RowColumns {
  readonly timeS: Uint32Array;
  readonly tips: Uint32Array;
  readonly wind: Float64Array;
  readonly battery: Float64Array;
  readonly rainMm: Float64Array;
}

export const COLUMNS = ['timeS', 'tips', 'wind', 'battery', 'rainMm'] as const;

export function rowColumns(rows: number): RowColumns {
  return {
    timeS: new Uint32Array(rows),
    tips: new Uint32Array(rows),
    wind: new Float64Array(rows),
    battery: new Float64Array(rows),
    rainMm: new Float64Array(rows),
  };
}
