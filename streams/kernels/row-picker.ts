import { column, type ReadingBatch } from '../../src/domain/readings/reading.js';
import { newColumns, SHARING_ROWS, type Columns } from './reading-columns.js';

/** Columns kept for use again. */
const MOST_FREE = 8;

/** Takes some of a batch's rows out into a batch of their own, whose columns are used again once it is released. */
export class RowPicker {
  private readonly free: Columns[] = [];
  private rows = new Uint32Array(0);

  /** The rows whose code has a 1 in `isWanted`, in order. */
  pick(batch: ReadingBatch, code: Uint16Array, isWanted: Uint8Array): ReadingBatch {
    if (this.rows.length < batch.count) this.rows = new Uint32Array(batch.count);
    const { rows } = this;
    const label = batch.label.data;
    let count = 0;
    for (let i = 0; i < batch.count; i++) {
      rows[count] = i;
      count += isWanted[code[i]!]!;
    }
    const isKept = count <= SHARING_ROWS;
    const to = isKept ? newColumns(count) : (this.free.pop() ?? newColumns());
    const { source, later, labels, bytes, firstLine, rejects } = batch;
    return {
      source,
      later,
      labels,
      bytes,
      firstLine,
      rejects,
      mended: placesOf(batch.mended, rows, count),
      provisional: placesOf(batch.provisional, rows, count),
      count,
      timeS: column(pickValues(batch.timeS.data, rows, count, to.timeS), count),
      tips: column(pickValues(batch.tips.data, rows, count, to.tips), count),
      wind: column(pickValues(batch.wind.data, rows, count, to.wind), count),
      battery: column(pickValues(batch.battery.data, rows, count, to.battery), count),
      label: column(pickValues(label, rows, count, to.label), count),
      offset: column(pickValues(batch.offset.data, rows, count, to.offset), count),
      release: isKept ? undefined : () => this.takeBack(to),
    };
  }

  private takeBack(columns: Columns): void {
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

function pickValues<T extends Uint16Array | Uint32Array | Float64Array>(
  from: T,
  rows: Uint32Array,
  count: number,
  into: T,
): T {
  for (let i = 0; i < count; i++) into[i] = from[rows[i]!]!;
  return into;
}
