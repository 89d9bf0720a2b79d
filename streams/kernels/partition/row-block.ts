import { KEPT } from '../../../src/domain/columns.js';
import type { CalibratedBatch } from '../../../src/domain/readings/reading.js';
import type { PackedRows } from './packed-rows.js';
import { BLOCK_ROWS, rowColumns } from './row-columns.js';
import type { Spill } from './spill.js';

/** Where a block of packed rows lies in the spill. */
export interface Segment {
  /** Place of its first row in its year's order of arrival. */
  readonly place: number;
  readonly rows: number;
  /** The earliest and the latest stamp in it. */
  readonly leastS: number;
  readonly mostS: number;
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

  /** Stamp of the last row; -1 where there is none. */
  get lastS(): number {
    return this.rows > 0 ? this.columns.timeS[this.rows - 1]! : -1;
  }

  /** Copies rows `[start, end)` of a batch as far as there is room; gives how many. */
  append(batch: CalibratedBatch, start: number, end: number): number {
    const count = Math.min(end - start, BLOCK_ROWS - this.rows);
    for (const name of KEPT) copyValues(batch[name].data, start, this.columns[name], this.rows, count);
    this.rows += count;
    return count;
  }

  /** Moves the rows, the first of which came at `place`, to the spill, packed in `packed`; the block is empty afterwards. */
  spillTo(spill: Spill, packed: PackedRows, place: number): Segment {
    const { rows, columns } = this;
    this.rows = 0;
    let leastS = Infinity;
    let mostS = -1;
    for (let i = 0; i < rows; i++) {
      const t = columns.timeS[i]!;
      if (t < leastS) leastS = t;
      if (t > mostS) mostS = t;
    }
    const bytes = packed.pack(columns, rows);
    return { place, rows, leastS, mostS, bytes, position: spill.append(packed.bytes.subarray(0, bytes)) };
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
