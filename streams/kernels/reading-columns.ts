import type { NdArray } from 'ndarray';
import { column, type ReadingBatch, type Reject, type Source } from '../../src/domain/reading.js';

/** Most readings in one batch: enough to make the cost of a stage vanish, small enough to stay in the cache. */
export const BATCH_ROWS = 8192;
/** Batches up to this size share columns with others; fuller ones have them for themselves. */
export const SHARING_ROWS = BATCH_ROWS / 8;
/** Columns kept for use again. */
const MOST_FREE = 8;

export interface Columns {
  readonly timeS: Uint32Array;
  readonly tips: Uint32Array;
  readonly wind: Float64Array;
  readonly battery: Float64Array;
  readonly label: Uint16Array;
  readonly offset: Uint32Array;
}

export function newColumns(rows = BATCH_ROWS): Columns {
  return {
    timeS: new Uint32Array(rows),
    tips: new Uint32Array(rows),
    wind: new Float64Array(rows),
    battery: new Float64Array(rows),
    label: new Uint16Array(rows),
    offset: new Uint32Array(rows),
  };
}

/**
 * Columns that a scan fills, and whose rows leave as batches. A batch that has the columns for itself gives them back, to
 * be filled again; small ones, of files of a few lines, are views of columns that are filled up once.
 */
export class ReadingColumns {
  columns = newColumns();
  /** The row after the last one. */
  end = 0;
  rejects: Reject[] = [];
  /** The first row that has not left. */
  private start = 0;
  private readonly free: Columns[] = [];

  /** Rows that have not left. */
  get count(): number {
    return this.end - this.start;
  }

  get isFull(): boolean {
    return this.end === BATCH_ROWS;
  }

  /** Stamp of the last row that has not left; undefined where there is none. */
  get lastS(): number | undefined {
    return this.count > 0 ? this.columns.timeS[this.end - 1] : undefined;
  }

  /** What was gathered, as a batch of its own. */
  take(source: Source, bytes: Uint8Array, firstLine: number, labels: readonly string[]): ReadingBatch {
    const { columns, rejects, count, start, end } = this;
    const isWhole = start === 0 && count > SHARING_ROWS;
    const part = <T extends Uint16Array | Uint32Array | Float64Array>(data: T): NdArray<T> =>
      column(isWhole ? data : (data.subarray(start, end) as T), count);
    const batch: ReadingBatch = {
      source,
      count,
      timeS: part(columns.timeS),
      tips: part(columns.tips),
      wind: part(columns.wind),
      battery: part(columns.battery),
      label: part(columns.label),
      offset: part(columns.offset),
      labels,
      bytes,
      firstLine,
      rejects,
      ...(isWhole ? { release: () => this.takeBack(columns) } : {}),
    };
    this.rejects = [];
    this.start = end;
    if (isWhole || this.isFull) {
      this.columns = this.free.pop() ?? newColumns();
      this.start = this.end = 0;
    }
    return batch;
  }

  private takeBack(columns: Columns): void {
    if (this.free.length < MOST_FREE) this.free.push(columns);
  }
}
