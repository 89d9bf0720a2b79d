import type { CalibratedBatch } from '../../src/domain/reading.js';
import type { Spill } from './spill.js';

/** Rows of one block: 128 KiB. */
export const BLOCK_ROWS = 4096;

/** Where a block's columns lie in the spill, in the order of `COLUMNS`. */
export interface Segment {
  readonly rows: number;
  readonly positions: readonly number[];
}

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

export function bytesOf(part: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
}

/** A fixed number of rows on their way to the spill. */
export class RowBlock {
  rows = 0;
  private readonly columns = rowColumns(BLOCK_ROWS);

  get isFull(): boolean {
    return this.rows === BLOCK_ROWS;
  }

  /** Copies rows `[start, end)` of a batch as far as there is room; gives how many. */
  append(batch: CalibratedBatch, start: number, end: number): number {
    const count = Math.min(end - start, BLOCK_ROWS - this.rows);
    for (const name of COLUMNS) this.columns[name].set(batch[name].data.subarray(start, start + count), this.rows);
    this.rows += count;
    return count;
  }

  /** Moves the rows to the spill; the block is empty afterwards. */
  spillTo(spill: Spill): Segment {
    const { rows } = this;
    this.rows = 0;
    return { rows, positions: COLUMNS.map((name) => spill.append(bytesOf(this.columns[name].subarray(0, rows)))) };
  }
}
