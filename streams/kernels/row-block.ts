import type { CalibratedBatch } from '../../src/domain/reading.js';
import type { PackedRows } from './packed-rows.js';
import { BLOCK_ROWS, COLUMNS, rowColumns } from './row-columns.js';
import type { Spill } from './spill.js';

/** Where a block of packed rows lies in the spill. */
export interface Segment {
  readonly rows: number;
  readonly position: number;
  readonly bytes: number;
}

/** A fixed number of rows on their way to the spill, 64 KiB. */
export class RowBlock {
  rows = 0;
  private readonly columns = rowColumns(BLOCK_ROWS);

  get isFull(): boolean {
    return this.rows === BLOCK_ROWS;
  }

  /** Copies rows `[start, end)` of a batch as far as there is room; gives how many. */
  append(batch: CalibratedBatch, start: number, end: number): number {
    const count = Math.min(end - start, BLOCK_ROWS - this.rows);
    for (const name of COLUMNS) copyValues(batch[name].data, start, this.columns[name], this.rows, count);
    this.rows += count;
    return count;
  }

  /** Moves the rows to the spill, packed in `packed`; the block is empty afterwards. */
  spillTo(spill: Spill, packed: PackedRows): Segment {
    const { rows } = this;
    this.rows = 0;
    const bytes = packed.pack(this.columns, rows);
    return { rows, bytes, position: spill.append(packed.bytes.subarray(0, bytes)) };
  }
}

/** From so many values on a block copy pays. */
const MANY_VALUES = 64;

function copyValues(
  from: Uint32Array | Float64Array,
  start: number,
  to: Uint32Array | Float64Array,
  at: number,
  count: number,
): void {
  if (count >= MANY_VALUES) to.set(from.subarray(start, start + count), at);
  else for (let i = 0; i < count; i++) to[at + i] = from[start + i]!;
}
