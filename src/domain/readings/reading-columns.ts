import { arraysOf, BATCH, copyRows, newArrays, withColumns, type Arrays, type BatchColumn } from '../columns.js';
import type { ReadingBatch, Reject } from './reading.js';

/** Most readings in one batch: enough to make the cost of a stage vanish, small enough to stay in the cache. */
export const BATCH_ROWS = 8192;
/** Batches up to this size share columns with others; fuller ones have them to themselves. */
export const SHARING_ROWS = BATCH_ROWS / 8;
/** Columns kept for use again. */
const MOST_FREE = 8;

export type BatchArrays = Arrays<BatchColumn>;

/** Where the rows of a batch come from. */
export type Origin = Pick<ReadingBatch, 'source' | 'later' | 'bytes' | 'firstLine'>;

export function batchArrays(rows = BATCH_ROWS): BatchArrays {
  return newArrays(BATCH, rows);
}

/**
 * Columns that a scan fills, and whose rows leave as one batch. A batch of many rows takes the columns along, and gives
 * them back to be filled again; one of a few, of a small file, is copied into columns that it shares with others.
 */
export class ReadingColumns {
  count = 0;
  columns: BatchArrays;
  rejects: Reject[] = [];
  /** Rows of these kinds: see `ReadingBatch`. */
  mended: number[] = [];
  provisional: number[] = [];
  private readonly free: BatchArrays[] = [];
  private shared = batchArrays(0);
  private sharedRows = 0;

  /** With columns that are always filled again, such as those of another memory: rows leave as copies. */
  constructor(private readonly staying?: BatchArrays) {
    this.columns = staying ?? batchArrays();
  }

  get isFull(): boolean {
    return this.count === BATCH_ROWS;
  }

  /** What was gathered, as a batch of its own; the columns are empty afterwards. */
  take({ source, later, bytes, firstLine }: Origin, labels: readonly string[]): ReadingBatch {
    const { count, rejects, mended, provisional } = this;
    const isWhole = count > SHARING_ROWS;
    const columns = isWhole ? this.handOver() : this.share();
    const rest = {
      source,
      later,
      count,
      labels,
      bytes,
      firstLine,
      rejects,
      mended: mended.length > 0 ? mended : undefined,
      provisional: provisional.length > 0 ? provisional : undefined,
      release: isWhole ? () => this.takeBack(columns) : undefined,
    };
    const batch = withColumns(rest, BATCH, columns, count);
    this.count = 0;
    this.rejects = [];
    if (mended.length > 0) this.mended = [];
    if (provisional.length > 0) this.provisional = [];
    return batch;
  }

  /** Columns with the rows, to be given back. */
  private handOver(): BatchArrays {
    const { count, columns, staying } = this;
    const others = this.free.pop() ?? batchArrays();
    if (!staying) {
      this.columns = others;
      return columns;
    }
    copyRows(BATCH, columns, others, { at: 0, count });
    return others;
  }

  /** The rows, copied to where they can stay. */
  private share(): BatchArrays {
    const { count, columns } = this;
    if (this.sharedRows + count > this.shared.timeS.length) {
      this.shared = batchArrays();
      this.sharedRows = 0;
    }
    const start = this.sharedRows;
    const end = (this.sharedRows += count);
    const { shared } = this;
    return arraysOf(BATCH, (name) => {
      const [from, to] = [columns[name], shared[name]];
      for (let i = 0; i < count; i++) to[start + i] = from[i]!;
      return to.subarray(start, end);
    });
  }

  private takeBack(columns: BatchArrays): void {
    if (this.free.length < MOST_FREE) this.free.push(columns);
  }
}
