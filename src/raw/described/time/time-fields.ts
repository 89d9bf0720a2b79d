import type { Description, TimePart } from '../../description/description.js';
import { clockS, dayOfYearS, dayS } from './days.js';
import { decimalSigns, numberOfText, numberRead, readNumber, type DecimalSigns } from '../scan/number-reader.js';
import type { FormatItem } from './time-format.js';
import { TimeReader } from './time-reader.js';

const BLANK = 32;
const MOST_TIME_BYTES = 64;
/** Days from 1899-12-30, where the serial numbers of spreadsheets begin, to 1970-01-01. */
export const EXCEL_EPOCH_DAYS = 25_569;
const DAY_S = 86_400;
/** Serial days tell seconds to about a thousandth. */
export const MS = 1000;
/** Years of two digits before this one are of this century. */
const CENTURY_PIVOT = 69;

/** How a compiled scanner reads times like the one that was read last. */
export type TimeScan =
  | { readonly kind: 'number'; readonly unit: 's' | 'ms' | 'excel' }
  /** Which part each of the columns has. */
  | { readonly kind: 'parts'; readonly parts: readonly TimePart[] }
  /** What stands in each of the columns of the time. */
  | { readonly kind: 'text'; readonly columns: readonly (readonly FormatItem[])[] };

/** The fields of one line that tell its time; what they gave stands in its own fields. */
export class TimeFields {
  localS = NaN;
  fraction = 0;
  offsetS = NaN;
  private readonly point: DecimalSigns;
  private readonly decimal: string;
  private readonly time: Description['time'];
  private readonly isText: boolean;
  private readonly reader: TimeReader | undefined;
  private readonly joined = Buffer.alloc(4 * MOST_TIME_BYTES);
  private readonly pieces: { bytes: Buffer; length: number }[];
  private readonly part: number[];

  constructor({ decimal, time }: Pick<Description, 'decimal' | 'time'>) {
    this.point = decimalSigns(decimal);
    this.decimal = decimal;
    this.time = time;
    this.isText = time.form.kind === 'strptime';
    this.reader = time.form.kind === 'strptime' ? new TimeReader(time.form.formats) : undefined;
    this.pieces = time.columns.map(() => ({ bytes: Buffer.alloc(MOST_TIME_BYTES), length: 0 }));
    this.part = time.columns.map(() => NaN);
  }

  begin(): void {
    this.localS = this.offsetS = NaN;
    this.fraction = 0;
  }

  /** One field that is nothing but `bytes[start, end)`; false where it is not read quickly. */
  field(bytes: Uint8Array, start: number, end: number, place: number): boolean {
    if (this.isText) {
      if (this.pieces.length === 1) return this.read(bytes, start, end);
      const piece = this.pieces[place]!;
      if (end - start > MOST_TIME_BYTES) return false;
      for (let p = start; p < end; p++) piece.bytes[p - start] = bytes[p]!;
      piece.length = end - start;
      return true;
    }
    return readNumber(bytes, start, end, this.point) && this.number(numberRead[0]!, place);
  }

  /** The same of a field's text, whatever it is. */
  text(text: string, bytes: Uint8Array, place: number): boolean {
    if (this.field(bytes, 0, bytes.length, place)) return true;
    return !this.isText && this.number(numberOfText(text, this.decimal), place);
  }

  /** Puts the time together where it stands in several columns; false where it is none. */
  finish(): boolean {
    if (this.isText && this.pieces.length > 1) {
      let length = 0;
      for (const piece of this.pieces) {
        if (length > 0) this.joined[length++] = BLANK;
        this.joined.set(piece.bytes.subarray(0, piece.length), length);
        length += piece.length;
      }
      return this.read(this.joined, 0, length);
    }
    if (this.time.form.kind === 'parts') this.ofParts();
    return !Number.isNaN(this.localS);
  }

  /** How times like the last one are scanned; undefined where they need this reader. */
  get scan(): TimeScan | undefined {
    const { form } = this.time;
    if (form.kind === 'unix') return { kind: 'number', unit: form.unit };
    if (form.kind === 'parts') return { kind: 'parts', parts: this.time.parts };
    if (form.kind === 'excel') return { kind: 'number', unit: 'excel' };
    const items = this.reader?.onlyItems;
    const columns = items && this.byColumn(items);
    return columns && { kind: 'text', columns };
  }

  /** Which of the forms of time was read last, and how it stands in its columns. */
  get key(): string {
    return `${this.reader?.matched ?? -1} ${this.pieces.map((piece) => blanksIn(piece)).join()}`;
  }

  /** The parts of a form that stand in each column, as in the line that was read last: a blank of it joins two columns. */
  private byColumn(items: readonly FormatItem[]): FormatItem[][] | undefined {
    if (this.pieces.length === 1) return [[...items]];
    const columns: FormatItem[][] = [[]];
    let blanks = 0;
    for (const item of items) {
      if (item.kind === 'blank' && blanks === blanksIn(this.pieces[columns.length - 1]!)) {
        if (columns.length === this.pieces.length) return undefined;
        columns.push([]);
        blanks = 0;
        continue;
      }
      if (item.kind === 'blank') blanks++;
      columns.at(-1)!.push(item);
    }
    return columns.length === this.pieces.length && columns.every((part) => part.length > 0) ? columns : undefined;
  }

  private number(number: number, place: number): boolean {
    const { form } = this.time;
    if (!(number >= 0)) return false;
    if (form.kind === 'parts') this.part[place] = number;
    else if (form.kind === 'unix') {
      const seconds = form.unit === 'ms' ? number / 1000 : number;
      this.localS = Math.floor(seconds);
      this.fraction = seconds - this.localS;
      this.offsetS = 0;
    } else {
      const exactS = (number - EXCEL_EPOCH_DAYS) * DAY_S;
      this.localS = Math.round(exactS);
      this.fraction = Math.round((exactS - this.localS) * MS) / MS;
    }
    return true;
  }

  private ofParts(): void {
    const { parts } = this.time;
    this.localS = localOf(parts, this.part);
    const second = this.part[parts.indexOf('second')] ?? 0;
    this.fraction = second - Math.floor(second);
  }

  private read(bytes: Uint8Array, start: number, end: number): boolean {
    const reader = this.reader!;
    if (!reader.read(bytes, start, end)) return false;
    this.localS = reader.localS;
    this.fraction = reader.fraction;
    this.offsetS = reader.offsetS;
    return true;
  }
}

/** Runs of blanks in a field. */
function blanksIn({ bytes, length }: { readonly bytes: Buffer; readonly length: number }): number {
  return bytes.toString('latin1', 0, length).match(/ +/g)?.length ?? 0;
}

/** Seconds by the clock of a time in parts, up to its whole second; NaN where there is none. */
function localOf(parts: readonly TimePart[], values: readonly number[]): number {
  const of = (part: TimePart, missing: number): number => {
    const place = parts.indexOf(part);
    return place < 0 ? missing : values[place]!;
  };
  const year = wholeYear(of('year', NaN));
  const day = parts.includes('day_of_year')
    ? dayOfYearS(year, of('day_of_year', NaN))
    : dayS(year, of('month', NaN), of('day', NaN));
  const hhmm = of('hhmm', NaN);
  const hour = Number.isNaN(hhmm) ? of('hour', 0) : Math.floor(hhmm / 100);
  const minute = Number.isNaN(hhmm) ? of('minute', 0) : hhmm % 100;
  const days = parts.filter((part) => part === 'month' || part === 'day' || part === 'day_of_year');
  const whole = [year, hour, minute, ...days.map((part) => of(part, NaN))].every(Number.isInteger);
  return whole ? day + clockS(hour, minute, Math.floor(of('second', 0))) : NaN;
}

function wholeYear(year: number): number {
  return year < 100 ? year + (year < CENTURY_PIVOT ? 2000 : 1900) : year;
}
