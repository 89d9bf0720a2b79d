import { arraysOf, BATCH, newArrays, withColumns, type Arrays, type BatchColumn } from '../../domain/columns.js';
import type { ReadingBatch, Reject, Source } from '../../domain/readings/reading.js';

export const BATCH_ROWS = 8192;
/** Batches up to this size are copied; fuller ones take the columns along. */
const COPIED_ROWS = 1024;
const MOST_FREE = 8;

type Columns = Arrays<BatchColumn>;

/** Where a batch's bytes are, and the number of its first line. */
export interface BatchOrigin {
  readonly source: Source;
  readonly bytes: Uint8Array;
  readonly firstLine: number;
}

/** Rows of lines that are read, until they leave as a batch; some may be struck out before. */
export class Rows {
  count = 0;
  columns: Columns = newArrays(BATCH, BATCH_ROWS);
  rejects: Reject[] = [];
  mended: number[] = [];
  provisional: number[] = [];
  /** Whether the source holds what no batch does. */
  hasUnread = false;
  /** Whether labels come before folders. */
  labelsTell = false;
  private readonly struck = new Set<number>();
  private labels: string[] = [];
  private codes = new Map<string, number>();
  private lastLabel: string | undefined;
  private lastCode = 0;
  private readonly free: Columns[] = [];

  get isFull(): boolean {
    return this.count === BATCH_ROWS;
  }

  codeOf(label: string): number {
    if (label === this.lastLabel) return this.lastCode;
    let code = this.codes.get(label);
    if (code === undefined) this.codes.set(label, (code = this.labels.push(label) - 1));
    this.lastLabel = label;
    this.lastCode = code;
    return code;
  }

  labelOf(row: number): string {
    return this.labels[this.columns.label[row]!]!;
  }

  /** The row is none; false where it was none before. */
  strike(row: number): boolean {
    if (this.struck.has(row)) return false;
    this.struck.add(row);
    return true;
  }

  /** The stamp of the last row that has one. */
  get lastStampS(): number | undefined {
    for (let row = this.count - 1; row >= 0 && row > this.count - 8; row--)
      if (!this.struck.has(row) && this.columns.timeS[row]! > 0) return this.columns.timeS[row];
    return undefined;
  }

  /** The rows before `end` as a batch; those from there on stay, their offsets counting from `base` on. */
  take({ source, bytes, firstLine }: BatchOrigin, end: number, base: number): ReadingBatch {
    const { columns: from, count: all, rejects, labels, hasUnread } = this;
    const count = this.withoutStruck(end);
    const isWhole = count > COPIED_ROWS;
    const rest = all - end;
    const next = this.free.pop() ?? newArrays(BATCH, BATCH_ROWS);
    for (const name of BATCH) next[name].set(from[name].subarray(end, all));
    for (let row = 0; row < rest; row++) next.offset[row]! -= base;
    const part = isWhole ? from : copyOf(from, count);
    if (!isWhole) this.takeBack(from);
    const { mended, provisional } = this;
    const others = {
      ...{ source, bytes, firstLine, count, labels, rejects },
      mended: this.kept(mended, end),
      provisional: this.kept(provisional, end),
      hasUnread: hasUnread || undefined,
      labelsTell: this.labelsTell || undefined,
      release: isWhole ? () => this.takeBack(from) : undefined,
    };
    const batch = withColumns(others, BATCH, part, count);
    this.columns = next;
    this.count = rest;
    this.rejects = [];
    this.mended = moved(mended, end);
    this.provisional = moved(provisional, end);
    const stay = moved([...this.struck], end);
    this.struck.clear();
    for (const row of stay) this.struck.add(row);
    if (rest === 0) {
      this.labels = [];
      this.codes = new Map();
      this.lastLabel = undefined;
    }
    return batch;
  }

  /** The rows lie so many bytes nearer to where they are counted from. */
  rebase(base: number): void {
    for (let row = 0; row < this.count; row++) this.columns.offset[row]! -= base;
  }

  /** Closes the rows before `end` up where some are struck out; gives how many are left. */
  private withoutStruck(end: number): number {
    if (this.struck.size === 0) return end;
    let to = 0;
    for (let row = 0; row < end; row++) {
      if (this.struck.has(row)) continue;
      if (to < row) for (const name of BATCH) this.columns[name][to] = this.columns[name][row]!;
      to++;
    }
    return to;
  }

  /** Where some of the rows before `end` are, once others are struck out. */
  private kept(rows: readonly number[], end: number): number[] | undefined {
    const struck = [...this.struck].sort((a, b) => a - b);
    const places: number[] = [];
    let before = 0;
    for (const row of rows) {
      if (row >= end) break;
      while (before < struck.length && struck[before]! < row) before++;
      if (struck[before] !== row) places.push(row - before);
    }
    return places.length > 0 ? places : undefined;
  }

  private takeBack(columns: Columns): void {
    if (this.free.length < MOST_FREE) this.free.push(columns);
  }
}

function moved(rows: readonly number[], end: number): number[] {
  return rows.filter((row) => row >= end).map((row) => row - end);
}

function copyOf(columns: Columns, count: number): Columns {
  return arraysOf(BATCH, (name) => columns[name].slice(0, count));
}
