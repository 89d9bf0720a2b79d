import type { Audit } from '../src/domain/audit.js';
import type { CalibratedBatch } from '../src/domain/reading.js';
import { yearOf, yearRange } from '../src/domain/time.js';
import { gather, type Stage } from './highland.js';
import { LateLines, type LatePages } from './kernels/late-lines.js';
import { RowBlock, type Segment } from './kernels/row-block.js';
import type { Spill } from './kernels/spill.js';

/** One gauge's readings of one UTC year in the order received: plain data, which another thread can settle. */
export interface YearLog {
  readonly gauge: string;
  readonly year: number;
  readonly rows: number;
  readonly segments: readonly Segment[];
  readonly late: LatePages;
  /** Whether each stamp is later than the one before. */
  readonly ascending: boolean;
}

/** The log of a year for which nothing was received. */
export function emptyLog(gauge: string, year: number): YearLog {
  return { gauge, year, rows: 0, segments: [], late: { pages: [] }, ascending: true };
}

export interface PartitionOptions {
  readonly spill: Spill;
  readonly audit: Pick<Audit, 'landed'>;
  /** Last stamp already published of a gauge's year, Unix seconds; -1 (the default) where nothing is. */
  readonly publishedUntilS?: (gauge: string, year: number) => number;
}

/** Blocks being filled at the same time, 128 KiB each: 8 MiB. */
const MOST_OPEN_BLOCKS = 64;

/**
 * First half of `bucket`: readings → one log per gauge and UTC year, by gauge, then year, after the input has ended.
 * Whatever the order of arrival, memory is at most 64 blocks of 128 KiB, and 16 KiB a year that has late lines; all
 * else goes to the spill, written once.
 */
export function partition(options: PartitionOptions): Stage<CalibratedBatch, YearLog> {
  return (input) => {
    const parts = new Partition(options);
    return gather<CalibratedBatch, YearLog>(
      (batch) => parts.add(batch),
      () => parts.seal(),
    )(input);
  };
}

class Partition {
  private readonly open = new Map<string, OpenLog>();
  /** Logs with a block in memory, the least recently used first. */
  private readonly withBlock = new Set<OpenLog>();
  private readonly freeBlocks: RowBlock[] = [];
  private current: OpenLog | undefined;

  constructor(private readonly options: PartitionOptions) {}

  add(batch: CalibratedBatch): void {
    const lines = new LineCounter(batch);
    for (let start = 0; start < batch.count;) {
      const log = this.logFor(batch.gauge, batch.timeS.data[start]!);
      const end = log.take(batch, start, lines);
      this.options.audit.landed(batch.source, log.gauge, log.year);
      for (let at = start; at < end;) at += this.blockOf(log).append(batch, at, end);
      start = end;
    }
    batch.release?.();
  }

  /** Every year, by gauge and year; nothing can be added afterwards. */
  seal(): YearLog[] {
    const { spill } = this.options;
    const logs = [...this.open.values()].sort((a, b) =>
      a.gauge === b.gauge ? a.year - b.year : a.gauge < b.gauge ? -1 : 1,
    );
    this.open.clear();
    return logs.map((log) => log.seal(spill));
  }

  private logFor(gauge: string, timeS: number): OpenLog {
    const { current } = this;
    if (current && current.gauge === gauge && timeS >= current.startS && timeS < current.endS) return current;
    const year = yearOf(timeS);
    const key = `${gauge}/${year}`;
    let log = this.open.get(key);
    if (!log) {
      const untilS = this.options.publishedUntilS?.(gauge, year) ?? -1;
      log = new OpenLog(gauge, year, new LateLines(this.options.spill), untilS);
      this.open.set(key, log);
    }
    this.withBlock.delete(log);
    if (log.block) this.withBlock.add(log);
    this.current = log;
    return log;
  }

  /** The log's block, with room in it. */
  private blockOf(log: OpenLog): RowBlock {
    if (log.block?.isFull) log.spillBlock(this.options.spill);
    if (!log.block) {
      if (this.withBlock.size >= MOST_OPEN_BLOCKS) this.evict();
      log.block = this.freeBlocks.pop() ?? new RowBlock();
      this.withBlock.add(log);
    }
    return log.block;
  }

  private evict(): void {
    const [oldest] = this.withBlock;
    oldest!.spillBlock(this.options.spill);
    this.freeBlocks.push(oldest!.block!);
    oldest!.block = undefined;
    this.withBlock.delete(oldest!);
  }
}

class OpenLog {
  readonly startS: number;
  readonly endS: number;
  block: RowBlock | undefined;
  private rows = 0;
  private ascending = true;
  private lastReceivedS = -1;
  private readonly segments: Segment[] = [];

  constructor(
    readonly gauge: string,
    readonly year: number,
    private readonly late: LateLines,
    private readonly publishedUntilS: number,
  ) {
    ({ startS: this.startS, endS: this.endS } = yearRange(year));
  }

  /** Notes the rows of a batch from `start` on that belong to this year; gives where they end. */
  take(batch: CalibratedBatch, start: number, lines: LineCounter): number {
    const timeS = batch.timeS.data;
    const { startS, endS } = this;
    let latestS = Math.max(this.lastReceivedS, this.publishedUntilS);
    let row = start;
    for (; row < batch.count; row++) {
      const t = timeS[row]!;
      if (t < startS || t >= endS) break;
      if (t > latestS) latestS = t;
      else this.late.keep(this.rows + row - start, batch, row, lines.lineOf(row));
      if (t <= this.lastReceivedS) this.ascending = false;
      else this.lastReceivedS = t;
    }
    this.rows += row - start;
    return row;
  }

  spillBlock(spill: Spill): void {
    if (this.block && this.block.rows > 0) this.segments.push(this.block.spillTo(spill));
  }

  seal(spill: Spill): YearLog {
    this.spillBlock(spill);
    this.block = undefined;
    const { gauge, year, rows, segments, ascending } = this;
    return { gauge, year, rows, segments, ascending, late: this.late.seal() };
  }
}

/** Line numbers of ascending rows of one batch, counted only as far as asked. */
class LineCounter {
  private position = 0;
  private line: number;

  constructor(private readonly batch: CalibratedBatch) {
    this.line = batch.firstLine;
  }

  lineOf(row: number): number {
    const { bytes, offset } = this.batch;
    const target = offset.data[row]!;
    for (;;) {
      const lineFeed = bytes.indexOf(10, this.position);
      if (lineFeed < 0 || lineFeed >= target) return this.line;
      this.line++;
      this.position = lineFeed + 1;
    }
  }
}
