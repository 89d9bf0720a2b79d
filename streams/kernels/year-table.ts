import { PackedRows } from './packed-rows.js';
import type { Segment } from './row-block.js';
import { COLUMNS, rowColumns, type RowColumns } from './row-columns.js';
import type { Spill } from './spill.js';

/** Rows of a leap year of minutes, and some. */
const USUAL_ROWS = 532_480;
/** Place in the order of arrival, packed below the second of the year in one exact double. */
const ORDER = 2 ** 27;

/** What came of putting rows in order. */
export interface Settled {
  readonly duplicates: number;
  /** Places, in the order of arrival, of the readings that lost to an earlier one; ascending. */
  readonly conflicts: Uint32Array;
}

/**
 * One year's rows while they are put in order. The table is reused from year to year: 32 bytes a row, 17 MB for a year
 * of minutes, and as much again for rows that came late. A year with more rows than distinct stamps (the same files sent
 * again and again) is settled as it is loaded, so that memory follows the distinct stamps.
 *
 * Rows come nearly in order. So those that do are left where they are, closed up in stretches; only the late ones, each
 * no later than a row before it, are taken out, sorted, compared, and merged back.
 */
export class YearTable {
  count = 0;
  columns: RowColumns = rowColumns(0);
  private readonly packed = new PackedRows();
  /** Rows that are in order already, at the beginning. */
  private settledRows = 0;
  /** Place of the first unsettled row in the order of arrival. */
  private arrived = 0;
  private duplicates = 0;
  private conflicts: number[] = [];

  /** Empties the table; `rows` is a guess of what will come. */
  start(rows: number): void {
    this.count = 0;
    this.settledRows = 0;
    this.arrived = 0;
    this.duplicates = 0;
    this.conflicts = [];
    if (this.columns.timeS.length >= Math.min(rows, USUAL_ROWS)) return;
    this.columns = rowColumns(rows > USUAL_ROWS / 4 ? USUAL_ROWS : rows);
  }

  /** Makes room for `rows` more at the end; they are the caller's to fill, `count` to advance. */
  reserve(rows: number): void {
    if (this.count + rows <= this.columns.timeS.length) return;
    if (this.columns.timeS.length >= USUAL_ROWS) this.settleRows();
    if (this.count + rows <= this.columns.timeS.length / 2) return;
    const wider = rowColumns(Math.max(this.count + rows, this.columns.timeS.length * 2));
    for (const name of COLUMNS) wider[name].set(this.columns[name].subarray(0, this.count));
    this.columns = wider;
  }

  /** Declares the rows so far sorted and distinct, and no part of the order of arrival: they were published before. */
  asPublished(): void {
    this.settledRows = this.count;
  }

  load(segment: Segment, spill: Spill): void {
    this.reserve(segment.rows);
    spill.read(segment.position, this.packed.bytes.subarray(0, segment.bytes));
    this.packed.unpack(this.columns, this.count, segment.rows);
    this.count += segment.rows;
  }

  /** Puts all rows in order, one per stamp, the first received of each. */
  settle(): Settled {
    this.settleRows();
    return { duplicates: this.duplicates, conflicts: Uint32Array.from(this.conflicts).sort() };
  }

  private settleRows(): void {
    const received = this.count - this.settledRows;
    const lateCount = countLate(this.columns.timeS, this.settledRows, this.count);
    if (lateCount > 0) this.mergeBack(this.dropRepeated(this.takeOut(lateCount)));
    this.settledRows = this.count;
    this.arrived += received;
  }

  /** Moves the late rows out of the table, and closes it up; gives them by stamp, then in the order of arrival. */
  private takeOut(lateCount: number): LateRows {
    const { columns, count, settledRows, arrived } = this;
    const { timeS } = columns;
    const rows = rowColumns(lateCount);
    const places = new Uint32Array(lateCount);
    let late = 0;
    let kept = settledRows;
    let stretch = settledRows;
    let lastS = settledRows > 0 ? timeS[settledRows - 1]! : -1;
    for (let i = settledRows; i <= count; i++) {
      if (i < count && timeS[i]! > lastS) {
        lastS = timeS[i]!;
        continue;
      }
      if (i < count) {
        copyRow(columns, i, rows, late);
        places[late++] = arrived + i - settledRows;
      }
      if (kept < stretch) for (const name of COLUMNS) columns[name].copyWithin(kept, stretch, i);
      kept += i - stretch;
      stretch = i + 1;
    }
    this.count = kept;
    return { rows, places, order: orderOf(rows.timeS) };
  }

  /** Compares the late rows with those in the table and with each other; gives the ones whose stamps are new. */
  private dropRepeated({ rows, places, order }: LateRows): { rows: RowColumns; fresh: number[] } {
    const { columns, count } = this;
    const fresh: number[] = [];
    let at = 0;
    for (const late of order) {
      const stampS = rows.timeS[late]!;
      while (at < count && columns.timeS[at]! < stampS) at++;
      const last = fresh.at(-1);
      let isDuplicate: boolean;
      if (at < count && columns.timeS[at] === stampS) isDuplicate = sameRow(columns, at, rows, late);
      else if (last !== undefined && rows.timeS[last] === stampS) isDuplicate = sameRow(rows, last, rows, late);
      else {
        fresh.push(late);
        continue;
      }
      if (isDuplicate) this.duplicates++;
      else this.conflicts.push(places[late]!);
    }
    return { rows, fresh };
  }

  /** Merges rows with new stamps into the table, from its end, where they leave room. */
  private mergeBack({ rows, fresh }: { rows: RowColumns; fresh: readonly number[] }): void {
    const { columns } = this;
    let from = this.count - 1;
    let to = this.count + fresh.length - 1;
    this.count += fresh.length;
    for (let i = fresh.length - 1; i >= 0; i--) {
      const late = fresh[i]!;
      while (from >= 0 && columns.timeS[from]! > rows.timeS[late]!) copyRow(columns, from--, columns, to--);
      copyRow(rows, late, columns, to--);
    }
  }
}

interface LateRows {
  readonly rows: RowColumns;
  /** Each row's place in the order of arrival. */
  readonly places: Uint32Array;
  /** The rows by stamp, then place. */
  readonly order: Uint32Array;
}

/** How many of the rows from `start` on are no later than one before them. */
function countLate(timeS: Uint32Array, start: number, count: number): number {
  let lastS = start > 0 ? timeS[start - 1]! : -1;
  let late = 0;
  for (let i = start; i < count; i++) {
    if (timeS[i]! > lastS) lastS = timeS[i]!;
    else late++;
  }
  return late;
}

/** The rows by stamp; rows of one stamp stay in their order. */
function orderOf(timeS: Uint32Array): Uint32Array {
  const firstS = timeS.reduce((least, t) => Math.min(least, t), Infinity);
  const keys = Float64Array.from(timeS, (t, i) => (t - firstS) * ORDER + i).sort();
  return Uint32Array.from(keys, (key) => key % ORDER);
}

function copyRow(from: RowColumns, row: number, to: RowColumns, at: number): void {
  to.timeS[at] = from.timeS[row]!;
  to.tips[at] = from.tips[row]!;
  to.wind[at] = from.wind[row]!;
  to.battery[at] = from.battery[row]!;
  to.rainMm[at] = from.rainMm[row]!;
}

function sameRow(a: RowColumns, i: number, b: RowColumns, j: number): boolean {
  return a.tips[i] === b.tips[j] && sameMeasure(a.wind[i]!, b.wind[j]!) && sameMeasure(a.battery[i]!, b.battery[j]!);
}

/** Equal numbers, or both missing. */
function sameMeasure(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
