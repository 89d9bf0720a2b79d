import type { RejectReason } from '../../../domain/readings/reading.js';
import type { Description } from '../../description/description.js';
import { amountScale } from './amount.js';
import { ROLE } from './layout.js';
import { LineKeys } from './line-keys.js';
import { decimalSigns, numberOfText, numberRead, readNumber, type DecimalSigns } from './number-reader.js';
import { FOUND, type ScannerParts } from './scanner-code.js';
import { TimeFields } from '../time/time-fields.js';

const BLANK = 32;
const TAB = 9;

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
  private readonly time: TimeFields;
  private readonly keys = new LineKeys();
  private readonly point: DecimalSigns;
  private readonly scale;
  private readonly nulls: ReadonlySet<string>;
  private readonly nullNumbers: readonly number[];
  private readonly own: readonly Buffer[];
  private readonly isEvent: boolean;
  private readonly mayBeEmpty: boolean;
  private readonly hasLabels: boolean;
  private labelBytes = Buffer.alloc(0);
  private labelText = '';

  constructor(private readonly description: Description) {
    const { decimal, value, nulls, rows, gauge } = description;
    this.time = new TimeFields(description);
    this.point = decimalSigns(decimal);
    this.scale = amountScale(value);
    this.isEvent = value.isEvent;
    this.mayBeEmpty = value.empty === 'pass';
    this.hasLabels = gauge.by === 'column';
    this.nulls = new Set(['', ...nulls]);
    this.nullNumbers = nulls.map((text) => numberOfText(text, decimal)).filter((number) => !Number.isNaN(number));
    this.own = rows?.is.map((text) => Buffer.from(text)) ?? [];
  }

  begin(): void {
    this.time.begin();
    this.wind = this.battery = NaN;
    this.count = this.isEvent && this.description.value.column === undefined ? 1 : NaN;
    this.reason = 'amount-missing';
    this.isMended = this.isPassed = this.isOther = false;
    this.key = NaN;
    if (this.hasLabels) this.label = '';
  }

  /** What a compiled scanner found of a line; false where its amount is none. */
  found(found: Float64Array): boolean {
    this.localS = found[FOUND.localS]!;
    this.fraction = found[FOUND.fraction]!;
    this.offsetS = found[FOUND.offsetS]!;
    this.battery = found[FOUND.battery]!;
    this.wind = found[FOUND.wind]!;
    this.isMended = false;
    this.count = this.isEvent ? 1 : this.scale.countOf(found[FOUND.value]!);
    return !Number.isNaN(this.count);
  }

  /** What a scanner for lines like the one that was read last is made for; undefined where such lines need this reader. */
  get compilable(): Pick<ScannerParts, 'time' | 'nulls'> | undefined {
    const time = this.time.scan;
    return time && { time, nulls: this.nullNumbers };
  }

  /** Which of the forms of time was read last. */
  get formOfTime(): string {
    return this.time.key;
  }

  /** What tells a line from others of its stamp, in `bytes[start, end)`. */
  readonly keyIn = (bytes: Uint8Array, start: number, end: number): boolean => {
    this.key = this.keys.of(bytes, start, end);
    return true;
  };

  /** The label that stands in `bytes[start, end)`. */
  readonly labelIn = (bytes: Uint8Array, start: number, end: number): boolean => {
    if (isBlank(bytes[start]) || isBlank(bytes[end - 1])) return false;
    this.labelField(bytes, start, end);
    return true;
  };

  /** Whether `bytes[start, end)` says that a line is of this table. */
  readonly ownIn = (bytes: Uint8Array, start: number, end: number): boolean =>
    this.own.some((text) => isSame(bytes, start, end, text));

  /** One field that is nothing but `bytes[start, end)`; false where it is not read quickly. */
  // eslint-disable-next-line max-params -- it is called for each field, and is to allocate nothing
  field(bytes: Uint8Array, start: number, end: number, roles: number, place: number): boolean {
    if ((roles & ROLE.time) !== 0 && !this.time.field(bytes, start, end, place)) return false;
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
    this.textField(bytes, start, end, roles);
    return true;
  }

  /** The same of a field's text, whatever it is; gives why the line is none, where it is none by this field. */
  text(text: string, roles: number, place: number): RejectReason | undefined {
    const bytes = Buffer.from(text);
    const isNull = this.nulls.has(text) || this.isNull(numberOfText(text, this.description.decimal));
    this.textField(bytes, 0, bytes.length, roles);
    if ((roles & (ROLE.battery | ROLE.wind)) !== 0) this.measureText(text, isNull, roles);
    if ((roles & ROLE.value) !== 0) this.valueText(text, isNull, bytes);
    const isTime = (roles & ROLE.time) === 0 || this.time.text(text, bytes, place);
    return isTime ? undefined : 'time-not-understood';
  }

  /** Puts the time together where it stands in several columns; false where it is none. */
  finishTime(): boolean {
    const { time } = this;
    const isTime = time.finish();
    this.localS = time.localS;
    this.fraction = time.fraction;
    this.offsetS = time.offsetS;
    return isTime;
  }

  /** A field in what it is as text. */
  private textField(bytes: Uint8Array, start: number, end: number, roles: number): void {
    if ((roles & ROLE.label) !== 0) this.labelField(bytes, start, end);
    if ((roles & ROLE.identity) !== 0) this.keyIn(bytes, start, end);
    if ((roles & ROLE.rows) !== 0) this.isOther = !this.ownIn(bytes, start, end);
  }

  private valueField(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end && this.mayBeEmpty) {
      this.isPassed = true;
      return true;
    }
    if (!readNumber(bytes, start, end, this.point) || this.isNull(numberRead[0]!)) return false;
    if (this.isEvent) return this.eventNumber(numberRead[0]!);
    this.count = this.scale.countOf(numberRead[0]!);
    return !Number.isNaN(this.count);
  }

  /** A number where an event may stand: 0 is none. */
  private eventNumber(number: number): boolean {
    if (number !== 0) this.count = 1;
    else this.isPassed = this.mayBeEmpty;
    return number !== 0 || this.mayBeEmpty;
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

function isBlank(byte: number | undefined): boolean {
  return byte === BLANK || byte === TAB;
}

function isSame(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}
