import { column, type Source } from '../../domain/readings/reading.js';
import { BATCH_ROWS, ReadingColumns } from '../../domain/readings/reading-columns.js';
import type { StoredBatch } from './rows.js';

/** Whole lines of one source. */
export interface LineBlock {
  readonly source: Source;
  readonly bytes: Uint8Array;
  /** 1-based number of the first line. */
  readonly firstLine: number;
}

/** Gathers rows into batches of one gauge each, in the order read: a change of gauge starts a batch. */
export class RowBatches {
  readonly gathered = new ReadingColumns();
  readonly rainMm = new Float64Array(BATCH_ROWS);
  private readonly done: StoredBatch[] = [];
  private gauge = '';
  /** Where the batch begins in the block. */
  private start = 0;
  private firstLine = 1;

  constructor(
    private readonly block: LineBlock,
    private readonly withRain: boolean,
  ) {
    this.firstLine = block.firstLine;
  }

  /** Prepares for a row of `gauge` that begins at `offset` on line `line`. */
  open(gauge: string, offset: number, line: number): void {
    const { gathered } = this;
    if (gathered.count > 0 && (gauge !== this.gauge || gathered.isFull)) this.close(offset);
    if (gathered.count === 0) {
      this.start = offset;
      this.firstLine = line;
    }
    this.gauge = gauge;
    gathered.columns.offset[gathered.count] = offset - this.start;
  }

  /** The batches so far. */
  take(): StoredBatch[] {
    if (this.gathered.count > 0) this.close(this.block.bytes.length);
    return this.done;
  }

  private close(end: number): void {
    const { gathered, gauge, block, start, firstLine } = this;
    const { count } = gathered;
    const bytes = block.bytes.subarray(start, end);
    const rainMm = this.withRain ? column(this.rainMm.slice(0, count), count) : undefined;
    this.done.push({ ...gathered.take({ source: block.source, bytes, firstLine }, [gauge]), gauge, rainMm });
  }
}
