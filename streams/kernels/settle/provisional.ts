import type { HalfReading } from '../../../src/domain/readings/half.js';
import {
  goesOn,
  halfValues,
  isToldBy,
  rowValues,
  writtenValues,
  type LineValues,
  type RefusedLine,
} from '../../../src/raw/network-line/half-line.js';
import type { Segment } from '../partition/row-block.js';
import type { RowColumns } from '../partition/row-columns.js';

/** Which of a year's readings have lines without an end, and what is known of lines that may go on from them. */
export interface ProvisionalRows {
  /** Of those received: their places in the order of arrival, ascending, and their stamps. */
  readonly places: readonly number[];
  readonly stampsS: readonly number[];
  /** Of those published before, ascending. */
  readonly published: Iterable<HalfReading>;
  /** Their lines, by place. */
  readonly halfText: (place: number) => string | undefined;
  /** The lines of other readings received, by place; undefined where one was not kept. */
  readonly lateText: (place: number) => string | undefined;
  /** Lines that could not be used, of stamps of theirs. */
  readonly refused: readonly RefusedLine[];
}

const NONE: ProvisionalRows = {
  places: [],
  stampsS: [],
  published: [],
  halfText: () => undefined,
  lateText: () => undefined,
  refused: [],
};

/** Two rows of one stamp, the first of which came first; those before `settledRows` are settled. */
export interface Meeting {
  readonly first: number;
  readonly second: number;
  readonly settledRows: number;
  /** The place of an unsettled row in the order of arrival. */
  readonly placeOf: (row: number) => number;
}

/** A line without an end: received, or published with what its values do not tell. */
interface Half {
  readonly stampS: number;
  readonly place?: number;
  readonly fields?: readonly string[] | undefined;
  /** Whether a line that could not be used goes on from it. */
  readonly isRefused: boolean;
}

/**
 * Readings of last lines without an end, each of which may be half of a line: what they say as written decides. Where a
 * line of the same stamp goes on from one (`1` of `12, 0, 12.2`), the longer one is kept, and the other counts as a duplicate;
 * one from which a line goes on that could not be used is no reading at all. Memory: a few words for each of them.
 */
export class Provisional {
  /** The row that stays, of the last two that met. */
  winner = 0;
  /** Whether a reading gave way to another one. */
  replaced = false;
  /** Those that stand among settled rows, by stamp. */
  private readonly settled = new Map<number, Half>();
  /** Unsettled rows that are. */
  private readonly rows = new Map<number, Half>();
  /** Stamps at which rows met, and what the one that stays is; undefined: a whole line. */
  private readonly decided = new Map<number, Half | undefined>();
  private readonly publishedS = new Set<number>();
  private readonly refusedPlaces = new Set<number>();
  private readonly refused = new Map<number, string[]>();

  constructor(private readonly given: ProvisionalRows = NONE) {
    for (const { stampS, fields } of given.published) {
      this.settled.set(stampS, { stampS, fields, isRefused: false });
      this.publishedS.add(stampS);
    }
    for (const { stampS, text } of given.refused) this.refused.set(stampS, [...(this.refused.get(stampS) ?? []), text]);
    if (this.refused.size === 0) return;
    given.stampsS.forEach((stampS, i) => {
      const place = given.places[i]!;
      if (this.isRefused(stampS, () => this.receivedValues(place, stampS))) this.refusedPlaces.add(place);
    });
  }

  get isAny(): boolean {
    return this.settled.size + this.rows.size > 0;
  }

  /** Those that stand, ascending, with what their values in the table do not tell. */
  halves(columns: RowColumns, rowAt: (stampS: number) => number): HalfReading[] {
    const halves = [...this.settled.values()].sort((a, b) => a.stampS - b.stampS);
    return halves.map((half) => {
      const { stampS, place } = half;
      if (place === undefined) return { stampS, fields: half.fields };
      const values = this.receivedValues(place, stampS);
      return { stampS, fields: isToldBy(values, rowValues(columns, rowAt(stampS))) ? undefined : values.fields };
    });
  }

  /** The rows so far were published before: finds those that lines go on from that could not be used. */
  seePublished(columns: RowColumns, rowAt: (stampS: number) => number): void {
    for (const stampS of this.refused.keys()) {
      const half = this.settled.get(stampS);
      if (half && this.isRefused(stampS, () => this.valuesOf(half, columns, rowAt(stampS))))
        this.settled.set(stampS, { ...half, isRefused: true });
    }
  }

  /** A segment's rows lie in the table from row `first` on. */
  arrive({ place, rows }: Segment, first: number): void {
    const { places, stampsS } = this.given;
    if (places.length === 0) return;
    for (let i = firstFrom(places, place); i < places.length && places[i]! < place + rows; i++) {
      const half = { stampS: stampsS[i]!, place: places[i]!, isRefused: this.refusedPlaces.has(places[i]!) };
      this.rows.set(first + places[i]! - place, half);
    }
  }

  /** Two rows of one stamp meet. True where one of them is the beginning of the other, or its like: `winner` stays. */
  meet(columns: RowColumns, rows: Meeting): boolean {
    const { first, second } = rows;
    const stampS = columns.timeS[first]!;
    const firstHalf = this.decided.has(stampS) ? this.decided.get(stampS) : this.halfAt(first, stampS, rows);
    const secondHalf = this.halfAt(second, stampS, rows);
    if (!firstHalf && !secondHalf) return false;
    this.winner = first;
    if (secondHalf?.isRefused) return this.decide(stampS, firstHalf);
    if (firstHalf?.isRefused) return this.giveWay(rows, stampS, secondHalf);
    if (sameReading(columns, first, second)) return this.decide(stampS, secondHalf && firstHalf);
    // Of a whole line that came first its values are left alone: it stays whatever they are.
    const values = firstHalf ? this.valuesOf(firstHalf, columns, first) : rowValues(columns, first);
    const others = secondHalf ? this.valuesOf(secondHalf, columns, second) : this.lateValues(columns, rows);
    if (firstHalf && goesOn(values, others)) return this.giveWay(rows, stampS, secondHalf);
    this.decide(stampS, firstHalf);
    const isWholeRow = others.isLine === true && !values.isWritten;
    return secondHalf !== undefined && goesOn(isWholeRow ? rowValues(columns, second) : others, values);
  }

  /** Ends a round: all rows are settled. */
  settle(): void {
    for (const half of this.rows.values()) if (!this.decided.has(half.stampS)) this.settled.set(half.stampS, half);
    for (const [stampS, half] of this.decided) {
      if (half) this.settled.set(stampS, half);
      else this.settled.delete(stampS);
    }
    this.rows.clear();
    this.decided.clear();
  }

  /** In the end: takes those that stand and are no readings, and tells whether each was published before. */
  takeRefused(): { readonly stampS: number; readonly wasPublished: boolean }[] {
    const taken = [...this.settled.values()].filter(({ isRefused }) => isRefused);
    for (const { stampS } of taken) this.settled.delete(stampS);
    return taken.map(({ stampS }) => ({ stampS, wasPublished: this.publishedS.has(stampS) }));
  }

  private giveWay({ second }: Meeting, stampS: number, secondHalf: Half | undefined): true {
    this.winner = second;
    this.replaced = true;
    return this.decide(stampS, secondHalf);
  }

  private decide(stampS: number, half: Half | undefined): true {
    this.decided.set(stampS, half);
    return true;
  }

  private halfAt(row: number, stampS: number, { settledRows }: Meeting): Half | undefined {
    return row < settledRows ? this.settled.get(stampS) : this.rows.get(row);
  }

  private lateValues(columns: RowColumns, { second, placeOf }: Meeting): LineValues {
    const text = this.given.lateText(placeOf(second));
    return text === undefined ? rowValues(columns, second) : writtenValues(text, columns.timeS[second]!);
  }

  private valuesOf({ stampS, place, fields }: Half, columns: RowColumns, row: number): LineValues {
    if (place !== undefined) return this.receivedValues(place, stampS);
    return fields ? { fields, isWritten: true } : rowValues(columns, row);
  }

  private receivedValues(place: number, stampS: number): LineValues {
    const text = this.given.halfText(place);
    if (text === undefined) throw new Error(`provisional: the line of reading ${place} was not kept`);
    return halfValues(text, stampS);
  }

  private isRefused(stampS: number, values: () => LineValues): boolean {
    const texts = this.refused.get(stampS);
    if (!texts) return false;
    const half = values();
    return texts.some((text) => goesOn(half, writtenValues(text, stampS)));
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
