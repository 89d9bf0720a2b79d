import { bytesOf, COLUMNS, rowColumns, type RowColumns, type Segment } from './row-block.js';
import type { Spill } from './spill.js';

/** Rows of a leap year of minutes, and some. */
const USUAL_ROWS = 532_480;
/** Place in the order of arrival, packed below the second of the year in one exact double. */
const ORDER = 2 ** 27;

/** What came of putting rows in order. */
export interface Settled {
  readonly duplicates: number;
  /** Places, in the order of arrival, of the readings that lost to an earlier one. */
  readonly conflicts: Uint32Array;
}

/**
 * One year's rows while they are put in order. The table is reused from year to year: 32 bytes a row, 17 MB for a year
 * of minutes, twice that while a year that came out of order is sorted. A year with more rows than distinct stamps
 * (the same files sent again and again) is reduced as it is loaded, so that memory follows the distinct stamps.
 */
export class YearTable {
  count = 0;
  columns: RowColumns = rowColumns(0);
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
    if (this.columns.timeS.length < Math.min(rows, USUAL_ROWS))
      this.columns = rowColumns(rows > USUAL_ROWS / 4 ? USUAL_ROWS : rows);
  }

  /** Makes room for `rows` more at the end; they are the caller's to fill, `count` to advance. */
  reserve(rows: number): void {
    const needed = this.count + rows;
    if (needed <= this.columns.timeS.length) return;
    if (this.columns.timeS.length >= USUAL_ROWS) this.reduce();
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
    COLUMNS.forEach((name, i) => {
      spill.read(segment.positions[i]!, bytesOf(this.columns[name].subarray(this.count, this.count + segment.rows)));
    });
    this.count += segment.rows;
  }

  /** Puts all rows in order, one per stamp, the first received of each. */
  settle(): Settled {
    this.reduce();
    return { duplicates: this.duplicates, conflicts: Uint32Array.from(this.conflicts).sort() };
  }

  private reduce(): void {
    const { count, settledRows } = this;
    const received = count - settledRows;
    if (!isAscending(this.columns.timeS, settledRows, count)) {
      this.sort();
      this.dropRepeated();
    }
    this.settledRows = this.count;
    this.arrived += received;
  }

  /** Sorts by stamp; rows of one stamp stay in their order. */
  private sort(): void {
    const { count, columns } = this;
    const { timeS } = columns;
    let firstS = Infinity;
    for (let i = 0; i < count; i++) if (timeS[i]! < firstS) firstS = timeS[i]!;
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) keys[i] = (timeS[i]! - firstS) * ORDER + i;
    keys.sort();
    const order = new Uint32Array(count);
    for (let i = 0; i < count; i++) order[i] = keys[i]! % ORDER;
    for (const name of COLUMNS) {
      const values = columns[name];
      const copy = values.slice(0, count);
      for (let i = 0; i < count; i++) values[i] = copy[order[i]!]!;
    }
    this.order = order;
  }
  private order = new Uint32Array(0);

  private dropRepeated(): void {
    const { count, order, settledRows, arrived, columns } = this;
    const { timeS, tips, wind, battery, rainMm } = columns;
    let last = 0;
    for (let i = 1; i < count; i++) {
      if (timeS[i] === timeS[last]) {
        if (tips[i] === tips[last] && sameMeasure(wind[i]!, wind[last]!) && sameMeasure(battery[i]!, battery[last]!))
          this.duplicates++;
        else this.conflicts.push(arrived + order[i]! - settledRows);
        continue;
      }
      last++;
      timeS[last] = timeS[i]!;
      tips[last] = tips[i]!;
      wind[last] = wind[i]!;
      battery[last] = battery[i]!;
      rainMm[last] = rainMm[i]!;
    }
    this.count = last + 1;
    this.order = new Uint32Array(0);
  }
}

/** Whether the stamps from `settledRows` on keep ascending, from the row before them. */
function isAscending(timeS: Uint32Array, settledRows: number, count: number): boolean {
  for (let i = Math.max(1, settledRows); i < count; i++) if (timeS[i]! <= timeS[i - 1]!) return false;
  return true;
}

/** Equal numbers, or both missing. */
function sameMeasure(a: number, b: number): boolean {
  return a === b || (a !== a && b !== b);
}
