import type { Segment } from './row-block.js';
import type { RowColumns } from './row-columns.js';

/** Which of a year's readings have lines without an end. */
export interface ProvisionalRows {
  /** Of those received: their places in the order of arrival. */
  readonly places: readonly number[];
  /** Of those published before: their stamps, Unix seconds. */
  readonly publishedS: Iterable<number>;
}

/**
 * Readings of last lines without an end, each of which may be half of a line. Where such a reading meets another one of its
 * stamp whose values go on from its own (`1` of `12, 0, 12.2`), the longer one is kept, and the other counts as a duplicate.
 * Memory: a few words for each of them.
 */
export class Provisional {
  /** The row that stays, of the last two that met. */
  winner = 0;
  /** Whether a reading gave way to one that goes on from it. */
  replaced = false;
  /** Stamps of settled rows. */
  private readonly settled: Set<number>;
  private readonly places: readonly number[];
  /** Unsettled rows, and their stamps. */
  private readonly rows = new Map<number, number>();
  /** Stamps at which rows met, and whether the one that stays is provisional. */
  private readonly decided = new Map<number, boolean>();

  constructor({ places, publishedS }: ProvisionalRows = { places: [], publishedS: [] }) {
    this.places = places;
    this.settled = new Set(publishedS);
  }

  get isAny(): boolean {
    return this.settled.size + this.rows.size > 0;
  }

  /** Stamps of the settled rows among them, ascending. */
  get stampsS(): number[] {
    return [...this.settled].sort((a, b) => a - b);
  }

  /** A segment's rows lie in the table from row `first` on. */
  arrive({ place, rows }: Segment, timeS: Uint32Array, first: number): void {
    if (this.places.length === 0) return;
    for (let i = firstFrom(this.places, place); i < this.places.length && this.places[i]! < place + rows; i++) {
      const row = first + this.places[i]! - place;
      this.rows.set(row, timeS[row]!);
    }
  }

  /**
   * Two rows of one stamp meet, the first of which came first; those before `settledRows` are settled. True where one of
   * them is the beginning of the other, or its like: `winner` stays.
   */
  meet(
    columns: RowColumns,
    rows: { readonly first: number; readonly second: number; readonly settledRows: number },
  ): boolean {
    const { first, second } = rows;
    const stampS = columns.timeS[first]!;
    const isFirst = this.decided.get(stampS) ?? this.has(first, stampS, rows.settledRows);
    const isSecond = this.has(second, stampS, rows.settledRows);
    if (!isFirst && !isSecond) return false;
    this.winner = first;
    if (sameReading(columns, first, second)) return this.decide(stampS, isFirst && isSecond);
    if (isFirst && goesOn(columns, first, second)) {
      this.winner = second;
      this.replaced = true;
      return this.decide(stampS, isSecond);
    }
    this.decide(stampS, isFirst);
    return isSecond && goesOn(columns, second, first);
  }

  /** Ends a round: all rows are settled. */
  settle(): void {
    for (const stampS of this.rows.values()) if (this.decided.get(stampS) !== false) this.settled.add(stampS);
    for (const [stampS, isProvisional] of this.decided) {
      if (isProvisional) this.settled.add(stampS);
      else this.settled.delete(stampS);
    }
    this.rows.clear();
    this.decided.clear();
  }

  private decide(stampS: number, isProvisional: boolean): true {
    this.decided.set(stampS, isProvisional);
    return true;
  }

  private has(row: number, stampS: number, settledRows: number): boolean {
    return row < settledRows ? this.settled.has(stampS) : this.rows.has(row);
  }
}

/** The first place in an ascending list that is not before `place`. */
function firstFrom(places: readonly number[], place: number): number {
  let start = 0;
  for (let end = places.length; start < end;) {
    const middle = (start + end) >>> 1;
    if (places[middle]! < place) start = middle + 1;
    else end = middle;
  }
  return start;
}

/** Whether two readings have the same values. */
export function sameReading({ tips, wind, battery }: RowColumns, a: number, b: number): boolean {
  return tips[a] === tips[b] && sameMeasure(wind[a]!, wind[b]!) && sameMeasure(battery[a]!, battery[b]!);
}

/** Equal numbers, or both missing. */
function sameMeasure(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

/**
 * Whether the values of row `whole` go on from those of row `half`, as a line does from its beginning: equal up to a field
 * that is missing or may begin the other one, and nothing after it. Numbers do not tell how they were written.
 */
function goesOn({ tips, wind, battery }: RowColumns, half: number, whole: number): boolean {
  const fields = [tips, wind, battery];
  const differs = fields.findIndex((values) => !sameMeasure(values[half]!, values[whole]!));
  const isBegun = fields.slice(differs + 1).every((values) => Number.isNaN(values[half]!));
  const [value, longer] = [fields[differs]![half]!, fields[differs]![whole]!];
  // `0` begins `012` and `-0.5`; `12` begins what is no number, and mended.
  const mayBegin = Number.isNaN(value) || value === 0 || Number.isNaN(longer);
  return isBegun && (mayBegin || String(longer).startsWith(String(value)));
}
