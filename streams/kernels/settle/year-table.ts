import { copyRows, KEPT } from '../../../src/domain/columns.js';
import type { HalfReading } from '../../../src/domain/readings/half.js';
import { disorder } from './disorder.js';
import { PackedRows } from '../partition/packed-rows.js';
import { Provisional, sameReading, type ProvisionalRows } from './provisional.js';
import type { Segment } from '../partition/row-block.js';
import { rowColumns, type RowColumns } from '../partition/row-columns.js';
import { StampOrder } from './stamp-order.js';
import type { Spill } from '../partition/spill.js';

/** Rows of a leap year of minutes, and some. */
const USUAL_ROWS = 532_480;

/** What came of putting rows in order. */
export interface Settled {
  readonly duplicates: number;
  /** Places, in the order of arrival, of the readings that lost to an earlier one; ascending. */
  readonly conflicts: Uint32Array;
  /** Rows published before that turned out to be halves of lines that cannot be used, and are gone. */
  readonly withdrawn: number;
}

/**
 * One year's rows while they are put in order. The table is reused from year to year: 32 bytes a row, 17 MB for a year
 * of minutes, and 16 more a row of the longest stretch out of order. A year with more rows than distinct stamps (the same files
 * sent again and again) is settled as it is loaded, so that memory follows the distinct stamps.
 *
 * Rows come nearly in order: only the stretches that are out of order are sorted, each by itself, and the others closed up.
 */
export class YearTable {
  count = 0;
  columns: RowColumns = rowColumns(0);
  private readonly packed = new PackedRows();
  private readonly stampOrder = new StampOrder();
  /** Rows that are in order already, at the beginning. */
  private settledRows = 0;
  /** Place of the first unsettled row in the order of arrival; of segments, see `loaded`. */
  private arrived = 0;
  /** Unsettled segments, in the order loaded: the first row of each here, and its place in the order of arrival. */
  private loaded: { readonly row: number; readonly place: number }[] = [];
  private duplicates = 0;
  private conflicts: number[] = [];
  private provisional = new Provisional();

  /** Empties the table; `rows` is a guess of what will come, `provisional` which of it has lines without an end. */
  start(rows: number, provisional?: ProvisionalRows): void {
    this.provisional = new Provisional(provisional);
    this.count = 0;
    this.settledRows = 0;
    this.arrived = 0;
    this.loaded = [];
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
    copyRows(KEPT, this.columns, wider, { at: 0, count: this.count });
    this.columns = wider;
  }

  /** Declares the rows so far sorted and distinct, and no part of the order of arrival: they were published before. */
  asPublished(): void {
    this.settledRows = this.count;
    this.provisional.seePublished(this.columns, this.rowAt);
  }

  /** Loads a segment. Among those with a stamp in common the one that came first is to be loaded first. */
  load(segment: Segment, spill: Spill): void {
    this.reserve(segment.rows);
    this.loaded.push({ row: this.count, place: segment.place });
    spill.read(segment.position, this.packed.bytes.subarray(0, segment.bytes));
    this.packed.unpack(this.columns, this.count, segment.rows);
    this.provisional.arrive(segment, this.count);
    this.count += segment.rows;
  }

  /** Puts all rows in order, one per stamp, the first received of each. */
  settle(): Settled {
    this.settleRows();
    const withdrawn = this.withdraw();
    return { duplicates: this.duplicates, conflicts: Uint32Array.from(this.conflicts).sort(), withdrawn };
  }

  /** The readings in the table that stand by a line without an end alone, ascending. */
  get halves(): HalfReading[] {
    return this.provisional.halves(this.columns, this.rowAt);
  }

  /** Whether a reading gave way to another one because its line has no end. */
  get replaced(): boolean {
    return this.provisional.replaced;
  }

  /** Removes halves of lines that cannot be used; gives how many were published before, the others being duplicates. */
  private withdraw(): number {
    let withdrawn = 0;
    for (const { stampS, wasPublished } of this.provisional.takeRefused()) {
      const row = this.rowAt(stampS);
      this.move(row + 1, this.count, row);
      this.count--;
      if (wasPublished) withdrawn++;
      else this.duplicates++;
    }
    return withdrawn;
  }

  /** The row of a stamp, all rows being in order. */
  private readonly rowAt = (stampS: number): number => {
    const { timeS } = this.columns;
    let start = 0;
    for (let end = this.count; start < end;) {
      const middle = (start + end) >>> 1;
      if (timeS[middle]! < stampS) start = middle + 1;
      else end = middle;
    }
    return start;
  };

  private settleRows(): void {
    const { columns, count, settledRows } = this;
    let kept = 0;
    let next = 0;
    for (const { start, end } of disorder(columns.timeS, settledRows, count)) {
      this.move(next, start, kept);
      kept += start - next;
      kept += this.putInOrder(start, end, kept);
      next = end;
    }
    this.provisional.settle();
    this.move(next, count, kept);
    this.count = kept + count - next;
    this.settledRows = this.count;
    this.arrived += count - settledRows;
    this.loaded = [];
  }

  /** Place of an unsettled row in the order of arrival. */
  private readonly placeOf = (row: number): number => {
    const { loaded } = this;
    let first = 0;
    // The segments from `first` on, before `end`, are those that may hold it.
    for (let end = loaded.length; end - first > 1;) {
      const middle = (first + end) >>> 1;
      if (loaded[middle]!.row <= row) first = middle;
      else end = middle;
    }
    const segment = loaded[first];
    return segment ? segment.place + row - segment.row : this.arrived + row - this.settledRows;
  };

  /** Moves rows `[start, end)` up to place `to`. */
  private move(start: number, end: number, to: number): void {
    if (to === start || start === end) return;
    for (const name of KEPT) this.columns[name].copyWithin(to, start, end);
  }

  /** Sorts rows `[start, end)`, drops those whose stamp came before, and puts the others from place `to` on. */
  private putInOrder(start: number, end: number, to: number): number {
    const { columns, provisional, settledRows, placeOf } = this;
    const { timeS } = columns;
    const order = this.stampOrder.of(timeS, start, end);
    let kept = 1;
    for (let i = 1; i < order.length; i++) {
      const row = order[i]!;
      const winner = order[kept - 1]!;
      if (timeS[row] !== timeS[winner]) order[kept++] = row;
      else if (provisional.isAny && provisional.meet(columns, { first: winner, second: row, settledRows, placeOf })) {
        this.duplicates++;
        order[kept - 1] = provisional.winner;
      } else if (sameReading(columns, row, winner)) this.duplicates++;
      else this.conflicts.push(this.placeOf(row));
    }
    for (const name of KEPT) pick(columns[name], order, kept, this.stampOrder.scratch, to);
    return kept;
  }
}

/** Puts the values of the first `count` rows of `order` from place `to` on. */
function pick(
  values: Uint32Array | Float64Array,
  order: Uint32Array,
  count: number,
  scratch: Float64Array,
  to: number,
): void {
  for (let i = 0; i < count; i++) scratch[i] = values[order[i]!]!;
  for (let i = 0; i < count; i++) values[to + i] = scratch[i]!;
}
