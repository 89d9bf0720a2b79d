import { column, type ReadingBatch, type Reject } from '../../src/domain/readings/reading.js';

/** Most readings in one batch: enough to make the cost of a stage vanish, small enough to stay in the cache. */
export const BATCH_ROWS = 8192;
/** Batches up to this size share columns with others; fuller ones have them to themselves. */
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

/** Where the rows of a batch come from. */
export type Origin = Pick<ReadingBatch, 'source' | 'later' | 'bytes' | 'firstLine'>;

const COLUMNS = ['timeS', 'tips', 'wind', 'battery', 'label', 'offset'] as const;

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
 * Columns that a scan fills, and whose rows leave as one batch. A batch of many rows takes the columns along, and gives
 * them back to be filled again; one of a few, of a small file, is copied into columns that it shares with others.
 */
export class ReadingColumns {
  count = 0;
  columns: Columns;
  rejects: Reject[] = [];
  /** Rows of these kinds: see `ReadingBatch`. */
  mended: number[] = [];
  provisional: number[] = [];
  private readonly free: Columns[] = [];
  private shared = newColumns(0);
  private sharedRows = 0;

  /** With columns that are always filled again, such as those of another memory: rows leave as copies. */
  constructor(private readonly staying?: Columns) {
    this.columns = staying ?? newColumns();
  }

  get isFull(): boolean {
    return this.count === BATCH_ROWS;
  }

  /** What was gathered, as a batch of its own; the columns are empty afterwards. */
  take({ source, later, bytes, firstLine }: Origin, labels: readonly string[]): ReadingBatch {
    const { count, rejects, mended, provisional } = this;
    const isWhole = count > SHARING_ROWS;
    const columns = isWhole ? this.handOver() : this.share();
    const { timeS, tips, wind, battery, label, offset } = columns;
    const batch: ReadingBatch = {
      source,
      later,
      count,
      timeS: column(timeS, count),
      tips: column(tips, count),
      wind: column(wind, count),
      battery: column(battery, count),
      label: column(label, count),
      offset: column(offset, count),
      labels,
      bytes,
      firstLine,
      rejects,
      mended: mended.length > 0 ? mended : undefined,
      provisional: provisional.length > 0 ? provisional : undefined,
      release: isWhole ? () => this.takeBack(columns) : undefined,
    };
    this.count = 0;
    this.rejects = [];
    if (mended.length > 0) this.mended = [];
    if (provisional.length > 0) this.provisional = [];
    return batch;
  }

  /** Columns with the rows, to be given back. */
  private handOver(): Columns {
    const { count, columns, staying } = this;
    const others = this.free.pop() ?? newColumns();
    if (!staying) {
      this.columns = others;
      return columns;
    }
    for (const name of COLUMNS) others[name].set(columns[name].subarray(0, count));
    return others;
  }

  /** The rows, copied to where they can stay. */
  private share(): Columns {
    const { count, columns } = this;
    if (this.sharedRows + count > this.shared.timeS.length) {
      this.shared = newColumns();
      this.sharedRows = 0;
    }
    const start = this.sharedRows;
    const end = (this.sharedRows += count);
    const part = <T extends Uint16Array | Uint32Array | Float64Array>(from: T, to: T): T => {
      for (let i = 0; i < count; i++) to[start + i] = from[i]!;
      return to.subarray(start, end) as T;
    };
    const { shared } = this;
    return {
      timeS: part(columns.timeS, shared.timeS),
      tips: part(columns.tips, shared.tips),
      wind: part(columns.wind, shared.wind),
      battery: part(columns.battery, shared.battery),
      label: part(columns.label, shared.label),
      offset: part(columns.offset, shared.offset),
    };
  }

  private takeBack(columns: Columns): void {
    if (this.free.length < MOST_FREE) this.free.push(columns);
  }
}
