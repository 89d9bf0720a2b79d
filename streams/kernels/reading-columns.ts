import { column, type ReadingBatch, type Reject, type Source } from '../../src/domain/reading.js';

/** Most readings in one batch: enough to make the cost of a stage vanish, small enough to stay in the cache. */
export const BATCH_ROWS = 8192;
/** Batches up to this size get arrays of their own; fuller ones take the whole columns along. */
const COPIED_ROWS = BATCH_ROWS / 8;
/** Columns kept for use again. */
const MOST_FREE = 8;

interface Columns {
  readonly timeS: Uint32Array;
  readonly tips: Uint32Array;
  readonly wind: Float64Array;
  readonly battery: Float64Array;
  readonly label: Uint16Array;
  readonly offset: Uint32Array;
}

function newColumns(): Columns {
  return {
    timeS: new Uint32Array(BATCH_ROWS),
    tips: new Uint32Array(BATCH_ROWS),
    wind: new Float64Array(BATCH_ROWS),
    battery: new Float64Array(BATCH_ROWS),
    label: new Uint16Array(BATCH_ROWS),
    offset: new Uint32Array(BATCH_ROWS),
  };
}

/** Columns that a scan fills and that leave as one batch; those that are released are filled again. */
export class ReadingColumns {
  count = 0;
  columns = newColumns();
  rejects: Reject[] = [];
  private readonly free: Columns[] = [];

  get isFull(): boolean {
    return this.count === BATCH_ROWS;
  }

  /** What was gathered, as a batch of its own; the columns are empty afterwards. */
  take(source: Source, bytes: Uint8Array, firstLine: number, labels: readonly string[]): ReadingBatch {
    const { count, columns, rejects } = this;
    const isCopied = count <= COPIED_ROWS;
    const batch: ReadingBatch = {
      source,
      count,
      timeS: column(isCopied ? columns.timeS.slice(0, count) : columns.timeS, count),
      tips: column(isCopied ? columns.tips.slice(0, count) : columns.tips, count),
      wind: column(isCopied ? columns.wind.slice(0, count) : columns.wind, count),
      battery: column(isCopied ? columns.battery.slice(0, count) : columns.battery, count),
      label: column(isCopied ? columns.label.slice(0, count) : columns.label, count),
      offset: column(isCopied ? columns.offset.slice(0, count) : columns.offset, count),
      labels,
      bytes,
      firstLine,
      rejects,
      ...(isCopied ? {} : { release: () => this.takeBack(columns) }),
    };
    if (!isCopied) this.columns = this.free.pop() ?? newColumns();
    this.count = 0;
    this.rejects = [];
    return batch;
  }

  private takeBack(columns: Columns): void {
    if (this.free.length < MOST_FREE) this.free.push(columns);
  }
}
