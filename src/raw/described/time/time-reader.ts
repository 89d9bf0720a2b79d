import { clockS, dayOfYearS, dayS } from './days.js';
import { FixedFormat } from './fixed-format.js';
import { monthOf } from './month-names.js';
import { mayFitBoth } from './format-overlap.js';
import { compileFormat, type FormatItem } from './time-format.js';

const ZERO = 48;
const DOT = 46;
const COMMA = 44;
const BLANK = 32;
const PLUS = 43;
const MINUS = 45;
const COLON = 58;
const LOWER = 32;

/**
 * Reads times in forms of strptime, the first of which that fits counts. What was read last stands in its fields: `localS`, seconds
 * since 1970-01-01 00:00:00 by the clock that the text shows; `fraction` of a second; `offsetS` east of UTC, NaN where the text
 * has none. Text that is no such time, or no such day, is none.
 */
export class TimeReader {
  localS = 0;
  fraction = 0;
  offsetS = NaN;
  /** Which of the forms was read last. */
  matched = -1;
  private readonly formats: readonly (readonly FormatItem[])[];
  /** The same in their full widths, which most times have. */
  private readonly fixed: readonly (FixedFormat | undefined)[];
  private readonly parts = {
    year: 0,
    year2: -1,
    month: 1,
    day: 1,
    dayOfYear: -1,
    hour: 0,
    hour12: -1,
    minute: 0,
    second: 0,
    epoch: -1,
  };
  private half = -1;
  private date = NaN;
  private dateS = NaN;

  constructor(formats: readonly string[]) {
    this.formats = formats.map((format) => compileFormat(format).items);
    this.fixed = this.formats.map((items) => FixedFormat.of(items));
  }

  /** Whether `bytes[start, end)` is a time, all of it. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    const { fixed, formats } = this;
    this.matched = -1;
    for (let i = 0; i < formats.length; i++) {
      const format = fixed[i];
      if (format && end - start === format.length) {
        const localS = format.sameDay(bytes, start);
        if (!Number.isNaN(localS)) {
          this.localS = localS;
          this.fraction = 0;
          this.offsetS = format.hasOffset ? 0 : NaN;
          this.matched = i;
          return true;
        }
        if (format.read(bytes, start)) {
          this.matched = i;
          return this.composeFixed(format);
        }
      }
      if (this.fits(formats[i]!, bytes, start, end)) {
        this.matched = i;
        return true;
      }
    }
    return false;
  }

  /** The form that was read last, where no form before it could fit the same text. */
  get onlyItems(): readonly FormatItem[] | undefined {
    const items = this.formats[this.matched];
    if (!items || this.formats.slice(0, this.matched).some((before) => mayFitBoth(before, items))) return undefined;
    return items;
  }

  private composeFixed(format: FixedFormat): boolean {
    const { parts, hasOffset } = format;
    const dayS = this.dayOf(parts[0]!, parts[1]!, parts[2]!);
    format.dayS = dayS;
    this.localS = dayS + clockS(parts[3]!, parts[4]!, parts[5]!);
    this.fraction = 0;
    this.offsetS = hasOffset ? 0 : NaN;
    return !Number.isNaN(this.localS);
  }

  private fits(items: readonly FormatItem[], bytes: Uint8Array, start: number, end: number): boolean {
    const { parts } = this;
    parts.year2 = parts.hour12 = parts.epoch = parts.dayOfYear = this.half = -1;
    parts.hour = parts.minute = parts.second = this.fraction = 0;
    this.offsetS = NaN;
    let p = start;
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      switch (item.kind) {
        case 'literal':
          if (p >= end || bytes[p] !== item.byte) return false;
          p++;
          break;
        case 'digits': {
          let value = 0;
          const from = p;
          const most = p + item.most < end ? p + item.most : end;
          while (p < most) {
            const digit = bytes[p]! - ZERO;
            if (digit < 0 || digit > 9) break;
            value = value * 10 + digit;
            p++;
          }
          if (p - from < item.least) return false;
          parts[item.slot] = value;
          break;
        }
        case 'blank':
          if (p >= end || bytes[p] !== BLANK) return false;
          while (p < end && bytes[p] === BLANK) p++;
          break;
        case 'fraction':
          p = this.readFraction(bytes, p, end, item.isOptional);
          break;
        case 'month':
          p = this.readMonth(bytes, p, end);
          break;
        case 'weekday':
          p = afterName(bytes, p, end);
          break;
        case 'half':
          p = this.readHalf(bytes, p, end);
          break;
        case 'offset':
          p = this.readOffset(bytes, p, end);
          break;
      }
      if (p < 0) return false;
    }
    return p === end && this.compose();
  }

  /** Seconds of the parts that were read; false where there is no such time. */
  private compose(): boolean {
    const { parts } = this;
    if (parts.epoch >= 0) {
      this.localS = parts.epoch;
      this.offsetS = 0;
      return true;
    }
    const year = parts.year2 < 0 ? parts.year : parts.year2 + (parts.year2 < 69 ? 2000 : 1900);
    let { hour } = parts;
    if (parts.hour12 >= 0) {
      if (parts.hour12 < 1 || parts.hour12 > 12) return false;
      hour = (parts.hour12 % 12) + 12 * this.half;
    }
    const day = parts.dayOfYear < 0 ? this.dayOf(year, parts.month, parts.day) : dayOfYearS(year, parts.dayOfYear);
    const clock = clockS(hour, parts.minute, parts.second);
    this.localS = day + clock;
    return !Number.isNaN(this.localS);
  }

  /** The date of the line before is nearly always this one's. */
  private dayOf(year: number, month: number, day: number): number {
    const date = (year * 100 + month) * 100 + day;
    if (date !== this.date) {
      this.date = date;
      this.dateS = dayS(year, month, day);
    }
    return this.dateS;
  }

  private readFraction(bytes: Uint8Array, at: number, end: number, isOptional: boolean): number {
    let p = at;
    if (isOptional) {
      if (p >= end || (bytes[p] !== DOT && bytes[p] !== COMMA)) return at;
      p++;
    }
    const from = p;
    let value = 0;
    let scale = 1;
    for (; p < end; p++) {
      const digit = bytes[p]! - ZERO;
      if (digit < 0 || digit > 9) break;
      scale /= 10;
      value += digit * scale;
    }
    this.fraction = value;
    return p > from ? p : -1;
  }

  private readMonth(bytes: Uint8Array, at: number, end: number): number {
    const p = afterLetters(bytes, at, end);
    const month = monthOf(bytes, at, p);
    if (month === undefined) return -1;
    this.parts.month = month;
    return p < end && bytes[p] === DOT ? p + 1 : p;
  }

  /** `AM`, `p.m.`, `a`. */
  private readHalf(bytes: Uint8Array, at: number, end: number): number {
    const first = bytes[at]! | LOWER;
    if (at >= end || (first !== 97 && first !== 112)) return -1;
    this.half = first === 112 ? 1 : 0;
    let p = at + 1;
    if (p < end && bytes[p] === DOT) p++;
    if (p >= end || (bytes[p]! | LOWER) !== 109) return p;
    p++;
    return p < end && bytes[p] === DOT ? p + 1 : p;
  }

  /** `Z`, `+01:00`, `+0100`, `+01`, `+1`; `UTC` and `GMT`, alone or before one of these. */
  private readOffset(bytes: Uint8Array, from: number, end: number): number {
    if (from >= end) return -1;
    if ((bytes[from]! | LOWER) === 122) {
      this.offsetS = 0;
      return from + 1;
    }
    const at = isUtc(bytes, from, end) ? from + 3 : from;
    const sign = at >= end ? 0 : bytes[at] === PLUS ? 1 : bytes[at] === MINUS ? -1 : 0;
    if (sign === 0) {
      this.offsetS = 0;
      return at > from ? at : -1;
    }
    const isShort = at + 2 === end || bytes[at + 2] === COLON;
    const hours = isShort ? bytes[at + 1]! - ZERO : twoDigits(bytes, at + 1, end);
    let p = at + (isShort ? 2 : 3);
    if (p < end && bytes[p] === COLON) p++;
    const minutes = p < end ? twoDigits(bytes, p, end) : 0;
    if (p < end) p += 2;
    if (!(hours >= 0 && hours <= 14) || minutes < 0 || minutes > 59) return -1;
    this.offsetS = sign * (hours * 3600 + minutes * 60);
    return p;
  }
}

function twoDigits(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return -1;
  const [tens, ones] = [bytes[at]! - ZERO, bytes[at + 1]! - ZERO];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1;
}

function isUtc(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 3 <= end && /^(?:utc|gmt)$/i.test(String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!));
}

function afterLetters(bytes: Uint8Array, at: number, end: number): number {
  let p = at;
  while (p < end && (bytes[p]! >= 128 || isLetter(bytes[p]!))) p++;
  return p;
}

/** Behind a name and the point that may end it; -1 where there is none. */
function afterName(bytes: Uint8Array, at: number, end: number): number {
  const p = afterLetters(bytes, at, end);
  return p === at ? -1 : p < end && bytes[p] === DOT ? p + 1 : p;
}

function isLetter(byte: number): boolean {
  const lower = byte | LOWER;
  return lower >= 97 && lower <= 122;
}
