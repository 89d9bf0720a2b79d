import { column, type ReadingBatch, type Reject, type Source } from '../../src/domain/reading.js';

/** Most readings in one batch: enough to make the cost of a stage vanish, small enough to stay in the cache. */
export const BATCH_ROWS = 8192;

/** Growing columns that a scan fills and that leave as one batch. */
export class ReadingColumns {
  count = 0;
  timeS = new Uint32Array(BATCH_ROWS);
  tips = new Uint32Array(BATCH_ROWS);
  wind = new Float64Array(BATCH_ROWS);
  battery = new Float64Array(BATCH_ROWS);
  label = new Uint16Array(BATCH_ROWS);
  offset = new Uint32Array(BATCH_ROWS);
  rejects: Reject[] = [];

  get isFull(): boolean {
    return this.count === BATCH_ROWS;
  }

  /** What was gathered, as a batch of its own; the columns are empty afterwards. */
  take(source: Source, bytes: Uint8Array, firstLine: number, labels: readonly string[]): ReadingBatch {
    const { count } = this;
    const batch: ReadingBatch = {
      source,
      count,
      timeS: column(this.timeS.slice(0, count), count),
      tips: column(this.tips.slice(0, count), count),
      wind: column(this.wind.slice(0, count), count),
      battery: column(this.battery.slice(0, count), count),
      label: column(this.label.slice(0, count), count),
      offset: column(this.offset.slice(0, count), count),
      labels,
      bytes,
      firstLine,
      rejects: this.rejects,
    };
    this.count = 0;
    this.rejects = [];
    return batch;
  }
}
