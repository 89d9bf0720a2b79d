import type { RejectReason } from '../../domain/reading.js';
import type { Description, TimePart } from '../description/description.js';
import { amountScale } from './amount.js';
import { clockS, dayOfYearS, dayS } from './days.js';
import { ROLE } from './layout.js';
import { decimalSigns, numberOfText, numberRead, readNumber, type DecimalSigns } from './number-reader.js';
import { FOUND, type ScannerParts } from './scanner-code.js';
import { TimeReader } from './time-reader.js';

const BLANK = 32;
const ZERO = 48;
/** Longer numbers are texts. */
const MOST_KEY_DIGITS = 15;
/** Texts that are remembered: lines of one stamp stand together. */
const MOST_KEYS = 4096;
const MOST_TIME_BYTES = 64;
/** Days from 1899-12-30, where the serial numbers of spreadsheets begin, to 1970-01-01. */
const EXCEL_EPOCH_DAYS = 25_569;
const DAY_S = 86_400;

/** The fields of one line, by what they are read for; what they gave stands in its own fields. */
export class RowReader {
  localS = NaN;
  fraction = 0;
  offsetS = NaN;
  /** Whole counts of the unit; of a counter its state. NaN where it is missing, or wrong. */
  count = NaN;
  /** Why there is none. */
  reason: RejectReason = 'amount-missing';
  /** Whether the line has no value, and need not. */
  isPassed = false;
  /** Whether the line is of another table. */
  isOther = false;
  wind = NaN;
  battery = NaN;
  isMended = false;
  label = '';
  /** Of what tells lines of one stamp apart: a number for each text; NaN where there is none. */
  key = NaN;
  private readonly keys = new Map<string, number>();
  private keySeed = 0;
  private readonly point: DecimalSigns;
  private readonly scale;
  private readonly time: TimeReader | undefined;
  private readonly joined = Buffer.alloc(4 * MOST_TIME_BYTES);
  private readonly pieces: { bytes: Buffer; length: number }[];
  private readonly part: number[];
  private readonly nulls: ReadonlySet<string>;
  private readonly nullNumbers: readonly number[];
  private readonly own: readonly Buffer[];
  private readonly isEvent: boolean;
  private readonly isTextTime: boolean;
  private readonly mayBeEmpty: boolean;
  private labelBytes = Buffer.alloc(0);
  private labelText = '';

  constructor(private readonly description: Description) {
    const { decimal, value, time, nulls, rows } = description;
    this.point = decimalSigns(decimal);
    this.scale = amountScale(value);
    this.isEvent = value.isEvent;
    this.isTextTime = time.form.kind === 'strptime';
    this.mayBeEmpty = value.empty === 'pass';
    this.time = time.form.kind === 'strptime' ? new TimeReader(time.form.formats) : undefined;
    this.pieces = time.columns.map(() => ({ bytes: Buffer.alloc(MOST_TIME_BYTES), length: 0 }));
    this.part = time.columns.map(() => NaN);
    this.nulls = new Set(['', ...nulls]);
    this.nullNumbers = nulls.map((text) => numberOfText(text, decimal)).filter((number) => !Number.isNaN(number));
    this.own = rows?.is.map((text) => Buffer.from(text)) ?? [];
  }

  /** What a compiled scanner found of a line; false where its amount is none. */
  found(found: Float64Array, offsetS: number): boolean {
    this.localS = found[FOUND.localS]!;
    this.fraction = 0;
    this.offsetS = offsetS;
    this.battery = found[FOUND.battery]!;
    this.wind = found[FOUND.wind]!;
    this.isMended = false;
    this.count = this.isEvent ? 1 : this.scale.countOf(found[FOUND.value]!);
    return !Number.isNaN(this.count);
  }

  /** What a scanner for lines like the one that was read last is made for; undefined where such lines need this reader. */
  get compilable(): Pick<ScannerParts, 'format' | 'nulls'> | undefined {
    const { time, value } = this.description;
    const isUnix = time.form.kind === 'unix' && time.form.unit === 's';
    const format = this.pieces.length === 1 ? this.time?.onlyFixed : undefined;
    if ((!isUnix && !format) || (value.isEvent && value.column !== undefined)) return undefined;
    return { format, nulls: this.nullNumbers };
  }

  /** Which of the forms of time was read last. */
  get formOfTime(): number {
    return this.time?.matched ?? -1;
  }

  /** What tells a line from others of its stamp, in `bytes[start, end)`. */
  readonly keyIn = (bytes: Uint8Array, start: number, end: number): boolean => {
    if (end - start <= MOST_KEY_DIGITS && bytes[start] !== ZERO) {
      let number = 0;
      let p = start;
      for (; p < end && bytes[p]! >= ZERO && bytes[p]! <= ZERO + 9; p++) number = number * 10 + bytes[p]! - ZERO;
      if (p === end && end > start) {
        this.key = number;
        return true;
      }
    }
    const text = Buffer.from(bytes.subarray(start, end)).toString('latin1').trim();
    let key = this.keys.get(text);
    if (this.keys.size > MOST_KEYS) this.keys.clear();
    if (key === undefined) this.keys.set(text, (key = -1 - this.keySeed++));
    this.key = text === '' ? NaN : key;
    return true;
  };

  /** The label that stands in `bytes[start, end)`. */
  readonly labelIn = (bytes: Uint8Array, start: number, end: number): boolean => {
    if (bytes[start] === BLANK || bytes[end - 1] === BLANK) return false;
    this.labelField(bytes, start, end);
    return true;
  };

  begin(): void {
    this.localS = this.offsetS = this.wind = this.battery = NaN;
    this.count = this.isEvent && this.description.value.column === undefined ? 1 : NaN;
    this.reason = 'amount-missing';
    this.isMended = this.isPassed = this.isOther = false;
    this.fraction = 0;
    this.key = NaN;
  }

  /** One field that is nothing but `bytes[start, end)`; false where it is not read quickly. */
  field(bytes: Uint8Array, start: number, end: number, roles: number, place: number): boolean {
    if ((roles & ROLE.time) !== 0 && !this.timeField(bytes, start, end, place)) return false;
    if ((roles & ROLE.value) !== 0 && !this.valueField(bytes, start, end)) return false;
    if ((roles & (ROLE.battery | ROLE.wind)) !== 0) {
      let measure = NaN;
      if (start < end) {
        if (!readNumber(bytes, start, end, this.point)) return false;
        measure = this.isNull(numberRead[0]!) ? NaN : numberRead[0]! + 0;
      }
      if ((roles & ROLE.battery) !== 0) this.battery = measure;
      if ((roles & ROLE.wind) !== 0) this.wind = measure;
    }
    if ((roles & ROLE.label) !== 0) this.labelField(bytes, start, end);
    if ((roles & ROLE.identity) !== 0) this.keyIn(bytes, start, end);
    if ((roles & ROLE.rows) !== 0) this.isOther = !this.own.some((text) => isSame(bytes, start, end, text));
    return true;
  }

  /** The same of a field's text, whatever it is; gives why the line is none, where it is none by this field. */
  text(text: string, roles: number, place: number): RejectReason | undefined {
    const bytes = Buffer.from(text);
    const isNull = this.nulls.has(text) || this.isNull(numberOfText(text, this.description.decimal));
    const isMeasure = (roles & (ROLE.battery | ROLE.wind)) !== 0;
    const others = roles & (ROLE.label | ROLE.rows | ROLE.identity);
    this.field(bytes, 0, bytes.length, others, place);
    if (isMeasure) this.measureText(text, isNull, roles);
    if ((roles & ROLE.value) !== 0) this.valueText(text, isNull, bytes);
    if ((roles & ROLE.time) === 0 || this.timeField(bytes, 0, bytes.length, place)) return undefined;
    if (this.isTextTime || !this.timeNumber(numberOfText(text, this.description.decimal), place))
      return 'time-not-understood';
    return undefined;
  }

  /** Puts the time together where it stands in several columns; false where it is none. */
  finishTime(): boolean {
    if (this.isTextTime && this.pieces.length === 1) return !Number.isNaN(this.localS);
    const { form, parts } = this.description.time;
    if (form.kind === 'parts') {
      this.localS = localOf(parts, this.part);
      return !Number.isNaN(this.localS);
    }
    if (form.kind !== 'strptime') return !Number.isNaN(this.localS);
    let length = 0;
    for (const piece of this.pieces) {
      if (length > 0) this.joined[length++] = BLANK;
      this.joined.set(piece.bytes.subarray(0, piece.length), length);
      length += piece.length;
    }
    return this.readTime(this.joined, 0, length);
  }

  private timeField(bytes: Uint8Array, start: number, end: number, place: number): boolean {
    if (this.isTextTime) {
      if (this.pieces.length === 1) return this.readTime(bytes, start, end);
      const piece = this.pieces[place]!;
      if (end - start > MOST_TIME_BYTES) return false;
      for (let p = start; p < end; p++) piece.bytes[p - start] = bytes[p]!;
      piece.length = end - start;
      return true;
    }
    if (!readNumber(bytes, start, end, this.point)) return false;
    return this.timeNumber(numberRead[0]!, place);
  }

  private timeNumber(number: number, place: number): boolean {
    const { form } = this.description.time;
    if (!(number >= 0)) return false;
    if (form.kind === 'parts') this.part[place] = number;
    else if (form.kind === 'unix') {
      const seconds = form.unit === 'ms' ? number / 1000 : number;
      this.localS = Math.floor(seconds);
      this.fraction = seconds - this.localS;
      this.offsetS = 0;
    } else this.localS = Math.round((number - EXCEL_EPOCH_DAYS) * DAY_S);
    return true;
  }

  private readTime(bytes: Uint8Array, start: number, end: number): boolean {
    const time = this.time!;
    if (!time.read(bytes, start, end)) return false;
    this.localS = time.localS;
    this.fraction = time.fraction;
    this.offsetS = time.offsetS;
    return true;
  }

  private valueField(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end && this.mayBeEmpty) {
      this.isPassed = true;
      return true;
    }
    if (this.isEvent || !readNumber(bytes, start, end, this.point) || this.isNull(numberRead[0]!)) return false;
    this.count = this.scale.countOf(numberRead[0]!);
    return !Number.isNaN(this.count);
  }

  private valueText(text: string, isNull: boolean, bytes: Uint8Array): void {
    const { value, decimal } = this.description;
    if (isNull || (this.isEvent && numberOfText(text, decimal) === 0)) {
      this.isPassed = value.empty === 'pass';
      return;
    }
    if (this.isEvent) this.count = 1;
    else if (!this.valueField(bytes, 0, bytes.length)) {
      this.count = this.scale.countOf(numberOfText(text, decimal));
      this.reason = this.scale.reason;
    }
  }

  private measureText(text: string, isNull: boolean, roles: number): void {
    const number = isNull ? NaN : numberOfText(text, this.description.decimal);
    if (!isNull && Number.isNaN(number)) this.isMended = true;
    if ((roles & ROLE.battery) !== 0) this.battery = number;
    if ((roles & ROLE.wind) !== 0) this.wind = number;
  }

  private labelField(bytes: Uint8Array, start: number, end: number): void {
    if (!isSame(bytes, start, end, this.labelBytes)) {
      this.labelBytes = Buffer.from(bytes.subarray(start, end));
      this.labelText = this.labelBytes.toString('utf8');
    }
    this.label = this.labelText;
  }

  private isNull(number: number): boolean {
    const { nullNumbers } = this;
    return nullNumbers.length > 0 && nullNumbers.includes(number);
  }
}

function isSame(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}

/** Seconds by the clock of a time in parts; NaN where there is none. */
function localOf(parts: readonly TimePart[], values: readonly number[]): number {
  const of = (part: TimePart, missing: number): number => {
    const place = parts.indexOf(part);
    return place < 0 ? missing : values[place]!;
  };
  const year = of('year', NaN);
  const day = parts.includes('day_of_year')
    ? dayOfYearS(year, of('day_of_year', NaN))
    : dayS(year, of('month', NaN), of('day', NaN));
  const hhmm = of('hhmm', NaN);
  const hour = Number.isNaN(hhmm) ? of('hour', 0) : Math.floor(hhmm / 100);
  const minute = Number.isNaN(hhmm) ? of('minute', 0) : hhmm % 100;
  const whole = [year, hour, minute].every(Number.isInteger);
  return whole ? day + clockS(hour, minute, Math.floor(of('second', 0))) : NaN;
}
