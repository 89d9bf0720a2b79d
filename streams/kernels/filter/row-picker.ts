import { BATCH, withColumns } from '../../../src/domain/columns.js';
import type { ReadingBatch } from '../../../src/domain/readings/reading.js';
import { batchArrays, SHARING_ROWS, type BatchArrays } from '../../../src/domain/readings/reading-columns.js';

/** Columns kept for use again. */
const MOST_FREE = 8;

/** Takes some of a batch's rows out into a batch of their own, whose columns are used again once it is released. */
export class RowPicker {
  private readonly free: BatchArrays[] = [];
  private rows = new Uint32Array(0);

  /** The rows whose code has a 1 in `isWanted`, in order. */
  pick(batch: ReadingBatch, code: Uint16Array, isWanted: Uint8Array): ReadingBatch {
    if (this.rows.length < batch.count) this.rows = new Uint32Array(batch.count);
    const { rows } = this;
    let count = 0;
    for (let i = 0; i < batch.count; i++) {
      rows[count] = i;
      count += isWanted[code[i]!]!;
    }
    const isKept = count <= SHARING_ROWS;
    const to = isKept ? batchArrays(count) : (this.free.pop() ?? batchArrays());
    const { source, later, labels, bytes, firstLine, rejects } = batch;
    const picked = {
      source,
      later,
      labels,
      bytes,
      firstLine,
      rejects,
      mended: placesOf(batch.mended, rows, count),
      provisional: placesOf(batch.provisional, rows, count),
      count,
      release: isKept ? undefined : () => this.takeBack(to),
    };
    for (const name of BATCH) pickValues(batch[name].data, rows, count, to[name]);
    return withColumns(picked, BATCH, to, count);
  }

  private takeBack(columns: BatchArrays): void {
    if (this.free.length < MOST_FREE) this.free.push(columns);
  }
}

/** Where those of some rows that were picked are now; all ascend. */
function placesOf(some: readonly number[] | undefined, rows: Uint32Array, count: number): number[] | undefined {
  if (!some) return undefined;
  const places: number[] = [];
  let place = 0;
  for (const row of some) {
    while (place < count && rows[place]! < row) place++;
    if (place < count && rows[place] === row) places.push(place);
  }
  return places.length > 0 ? places : undefined;
}

type Values = Uint16Array | Uint32Array | Float64Array;

function pickValues(from: Values, rows: Uint32Array, count: number, into: Values): void {
  for (let i = 0; i < count; i++) into[i] = from[rows[i]!]!;
}
