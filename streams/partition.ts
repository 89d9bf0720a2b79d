import type { Audit } from '../src/domain/readings/audit.js';
import type { CalibratedBatch } from '../src/domain/readings/reading.js';
import { yearOf, yearRange } from '../src/domain/time/time.js';
import { expand, type Stage } from './highland.js';
import { LateLines, type LatePages } from './kernels/partition/late-lines.js';
import { Origins } from './kernels/filter/origins.js';
import { PackedRows } from './kernels/partition/packed-rows.js';
import { RowBlock, type Segment } from './kernels/partition/row-block.js';
import { SeenStamps } from './kernels/partition/seen-stamps.js';
import type { Spill } from './kernels/partition/spill.js';

/** One gauge's readings of one UTC year in the order received: plain data, which another thread can settle. */
export interface YearLog {
  readonly gauge: string;
  readonly year: number;
  readonly rows: number;
  readonly segments: readonly Segment[];
  readonly late: LatePages;
  /** Readings whose lines have no end. */
  readonly provisional: ProvisionalLog;
  /** Whether it was given before the input had ended: it may yet come again, with more rows. */
  readonly resting: boolean;
}

/** Readings whose lines have no end, in the order received. */
export interface ProvisionalLog {
  /** Their places in the order of arrival, ascending. */
  readonly places: readonly number[];
  /** Unix seconds. */
  readonly stampsS: readonly number[];
  /** What they say as it is written. */
  readonly lines: LatePages;
}

/** The log of a year for which nothing was received. */
export function emptyLog(gauge: string, year: number): YearLog {
  const provisional = { places: [], stampsS: [], lines: { pages: [] } };
  return { gauge, year, rows: 0, segments: [], late: { pages: [] }, provisional, resting: false };
}

export interface PartitionOptions {
  readonly spill: Spill;
  readonly audit: Pick<Audit, 'landed' | 'provisional'>;
  /** Last stamp already published of a gauge's year, Unix seconds; -1 (the default) where nothing is. */
  readonly publishedUntilS?: (gauge: string, year: number) => number;
  /** Gives a year's log once ahead, resting, when so many rows of others came after its last one. Default: never. */
  readonly restsAfterRows?: number;
}

/** Blocks being filled at the same time, 64 KiB each: 4 MiB. */
const MOST_OPEN_BLOCKS = 64;

/** Rows from which a block is given to the spill when what follows is earlier: each segment keeps to its own time. */
const WORTH_A_SEGMENT_ROWS = 256;

/** Rows from which a log is given ahead: below, there is nothing to gain. */
const WORTH_AHEAD_ROWS = 100_000;

/**
 * First half of `bucket`: readings → one log per gauge and UTC year, by gauge, then year, after the input has ended.
 * With `restsAfterRows`, a log that no reading has come for in a while is given ahead too, once, so that work on it can
 * begin; it counts only if the last one has no more rows. Whatever the order of arrival, memory is at most 64 blocks of
 * 64 KiB, and 8 bytes a stretch of minutes, at most 66 KB, for a year whose readings come out of order or after weeks of
 * none; all else goes to the spill, packed, written once.
 */
export function partition(options: PartitionOptions): Stage<CalibratedBatch, YearLog> {
  return (input) => {
    const parts = new Partition(options);
    return expand<CalibratedBatch, YearLog>(
      (batch) => {
        parts.add(batch);
        return parts.resting();
      },
      () => parts.seal(),
    )(input);
  };
}

class Partition {
  private readonly open = new Map<string, OpenLog>();
  /** Logs with a block in memory, the least recently used first. */
  private readonly withBlock = new Set<OpenLog>();
  private readonly freeBlocks: RowBlock[] = [];
  private readonly packed = new PackedRows();
  private readonly restsAfterRows: number;
  private current: OpenLog | undefined;
  /** Rows of all logs so far. */
  private rows = 0;

  constructor(private readonly options: PartitionOptions) {
    this.restsAfterRows = options.restsAfterRows ?? Infinity;
  }

  add(batch: CalibratedBatch): void {
    const origins = new Origins(batch);
    const landed = new Origins(batch);
    for (let start = 0; start < batch.count;) {
      const log = this.logFor(batch.gauge, batch.timeS.data[start]!);
      if (log.turnsBack(batch.timeS.data[start]!)) log.spillBlock(this.options.spill, this.packed);
      const end = log.take(batch, start, origins);
      if (batch.provisional) this.noteProvisional(batch, { start, end }, log);
      for (let row = start; row < end; row = landed.endOf(row, end)) {
        landed.reach(row);
        this.options.audit.landed(landed.source, log.gauge, log.year);
      }
      for (let at = start; at < end;) at += this.blockOf(log).append(batch, at, end);
      this.rows += end - start;
      log.restsFromRow = this.rows + this.restsAfterRows;
      start = end;
    }
    batch.release?.();
  }

  /** Notes which of the rows, the last that the log took, are of lines without an end. */
  private noteProvisional(batch: CalibratedBatch, { start, end }: { start: number; end: number }, log: OpenLog): void {
    const origins = new Origins(batch);
    for (const row of batch.provisional!) {
      if (row < start || row >= end) continue;
      origins.reach(row);
      log.takeProvisional(log.rows - (end - row), batch, row, origins);
      this.options.audit.provisional(origins.source, log.gauge, batch.timeS.data[row]!);
    }
  }

  /** The logs that have been still for long enough; each lets go of its block. */
  resting(): YearLog[] {
    const logs: YearLog[] = [];
    for (const log of this.withBlock) {
      if (log.restsFromRow > this.rows) break;
      this.letGo(log);
      if (log.rows >= WORTH_AHEAD_ROWS && !log.wasGivenAhead) {
        log.wasGivenAhead = true;
        logs.push(log.give(true));
      }
    }
    return logs;
  }

  /** Every year, by gauge and year; nothing can be added afterwards. */
  seal(): YearLog[] {
    const logs = [...this.open.values()].sort((a, b) =>
      a.gauge === b.gauge ? a.year - b.year : a.gauge < b.gauge ? -1 : 1,
    );
    this.open.clear();
    return logs.map((log) => {
      log.spillBlock(this.options.spill, this.packed);
      log.block = undefined;
      return log.give(false);
    });
  }

  private logFor(gauge: string, timeS: number): OpenLog {
    const { current } = this;
    if (current && current.gauge === gauge && timeS >= current.startS && timeS < current.endS) return current;
    const year = yearOf(timeS);
    const key = `${gauge}/${year}`;
    let log = this.open.get(key);
    if (!log) {
      const untilS = this.options.publishedUntilS?.(gauge, year) ?? -1;
      log = new OpenLog(gauge, year, this.options.spill, untilS);
      this.open.set(key, log);
    }
    this.withBlock.delete(log);
    if (log.block) this.withBlock.add(log);
    this.current = log;
    return log;
  }

  /** The log's block, with room in it. */
  private blockOf(log: OpenLog): RowBlock {
    if (log.block?.isFull) log.spillBlock(this.options.spill, this.packed);
    if (!log.block) {
      const [oldest] = this.withBlock;
      if (this.withBlock.size >= MOST_OPEN_BLOCKS) this.letGo(oldest!);
      log.block = this.freeBlocks.pop() ?? new RowBlock();
      this.withBlock.add(log);
    }
    return log.block;
  }

  /** Takes a log's block from it, its rows to the spill. */
  private letGo(log: OpenLog): void {
    log.spillBlock(this.options.spill, this.packed);
    this.freeBlocks.push(log.block!);
    log.block = undefined;
    this.withBlock.delete(log);
  }
}

class OpenLog {
  readonly startS: number;
  readonly endS: number;
  block: RowBlock | undefined;
  rows = 0;
  /** Count of all rows from which this log rests, if none come for it. */
  restsFromRow = Infinity;
  wasGivenAhead = false;
  private readonly late: LateLines;
  private readonly provisional = { places: [] as number[], stampsS: [] as number[] };
  private readonly halves: LateLines;
  private readonly seen: SeenStamps;
  private readonly segments: Segment[] = [];
  private spilledRows = 0;

  constructor(
    readonly gauge: string,
    readonly year: number,
    spill: Spill,
    publishedUntilS: number,
  ) {
    this.late = new LateLines(spill);
    this.halves = new LateLines(spill);
    this.seen = new SeenStamps(year, publishedUntilS);
    ({ startS: this.startS, endS: this.endS } = yearRange(year));
  }

  /** Notes the rows of a batch from `start` on that belong to this year; gives where they end. */
  take(batch: CalibratedBatch, start: number, origins: Origins): number {
    const timeS = batch.timeS.data;
    const { seen } = this;
    const end = this.endOfYear(timeS, start, batch.count);
    for (let row = seen.seeInOrder(timeS, start, end); row < end; row = seen.seeInOrder(timeS, row + 1, end))
      if (seen.see(timeS[row]!)) this.late.keep(this.rows + row - start, batch, row, origins);
    this.rows += end - start;
    return end;
  }

  /** The first of the rows from `row` on that is not of this year; `count` where all are. */
  private endOfYear(timeS: Uint32Array, row: number, count: number): number {
    const { startS, endS } = this;
    while (row < count && timeS[row]! >= startS && timeS[row]! < endS) row++;
    return row;
  }

  /** Notes that a row of a batch, of this year, is of a line without an end. */
  takeProvisional(place: number, batch: CalibratedBatch, row: number, origins: Origins): void {
    this.provisional.places.push(place);
    this.provisional.stampsS.push(batch.timeS.data[row]!);
    this.halves.keep(place, batch, row, origins);
  }

  /** Whether a stamp comes before the last one, so that it begins a segment of its own. */
  turnsBack(timeS: number): boolean {
    const { block } = this;
    return block !== undefined && block.rows >= WORTH_A_SEGMENT_ROWS && timeS < block.lastS;
  }

  spillBlock(spill: Spill, packed: PackedRows): void {
    if (!this.block || this.block.rows === 0) return;
    const segment = this.block.spillTo(spill, packed, this.spilledRows);
    this.segments.push(segment);
    this.spilledRows += segment.rows;
  }

  /** The log as it is; all its rows are in the spill. */
  give(resting: boolean): YearLog {
    const { gauge, year, rows, segments, provisional } = this;
    return {
      gauge,
      year,
      rows,
      segments: [...segments],
      late: this.late.seal(),
      provisional: {
        places: [...provisional.places],
        stampsS: [...provisional.stampsS],
        lines: this.halves.seal(),
      },
      resting,
    };
  }
}
