/**
 * The rows of a year's series as WebAssembly, compiled by AssemblyScript: what `writeRow` of `src/formats/csv/series-csv.ts`
 * does, which is its reference, takes the rows that this does not, and stands in where there is no WebAssembly.
 *
 * All of its memory is laid out here; whoever instantiates it reads the places from the exported globals.
 */
import * as row from '../../../domain/assembly/columns';

/** `00` … `99`. */
const PAIRS: usize = 2048;
/** The three digits of thousandths, and in the highest byte how many of them are left when zeros at the end are not written. */
const THOUSANDTHS: usize = 2304;
/** `YYYY-MM-DD ` of the current day. */
const DATE: usize = 6400;

/** `00:00:00` … `23:59:00`, every minute of a day. */
const MINUTES: usize = 8192;

/** The station as a field and its comma; room for 16 bytes more. */
export const STATION: usize = 6656;
export const STATION_BYTES: u32 = 1024;

/** Columns of so many rows that are to be written. */
export const CHUNK_ROWS: u32 = 4096;
export const COLUMNS: usize = 20_480;
const TIME_S: usize = COLUMNS + row.TIME_S * CHUNK_ROWS;
const TIPS: usize = COLUMNS + row.TIPS * CHUNK_ROWS;
const WIND: usize = COLUMNS + row.WIND * CHUNK_ROWS;
const BATTERY: usize = COLUMNS + row.BATTERY * CHUNK_ROWS;
const RAIN_MM: usize = COLUMNS + row.RAIN_MM * CHUNK_ROWS;

/** Rows as received, and calibrated. */
export const RAW: usize = COLUMNS + row.KEPT_BYTES * CHUNK_ROWS;
export const RAW_BYTES: u32 = 262_144;
export const TREATED: usize = RAW + RAW_BYTES;
export const TREATED_BYTES: u32 = 524_288;

/** Bytes in use of the raw page; those of them that are in the treated one; bytes in use of that. */
export let used: u32 = 0;
export let copied: u32 = 0;
export let treatedUsed: u32 = 0;

const LF: u8 = 10;
const COMMA: u8 = 44;
const POINT: u8 = 46;
const ZERO: u8 = 48;
const COLON: u8 = 58;
/** `na`. */
const MISSING: u16 = 0x616e;
/** `0,0,`: no tips, no wind. */
const NOTHING_FELL: u32 = 0x2c302c30;

const DAY_S: u32 = 86_400;
/** First stamp of ten digits: 2001-09-09. */
const TEN_DIGITS_S: u32 = 1_000_000_000;
/** Most bytes of a row beside its station. */
const ROW_BYTES: u32 = 160;
/** Up to 15 digits are exact. */
const MOST_MILLIONTHS: f64 = 1e15;

/** 1.5 · 2⁵². */
const WHOLE_BITS: f64 = 6755399441055744;

let dayStartS: u32 = 0;
/** The first seven digits of the last stamp, as a number and as text. */
let highDigits: u32 = 0;
let highText: u64 = 0;

for (let n: u32 = 0; n < 100; n++) store<u16>(PAIRS + (n << 1), <u16>(((n % 10) << 8) + n / 10 + 0x3030));
for (let n: u32 = 0; n < 1000; n++) {
  const digits = n / 100 + (((n / 10) % 10) << 8) + ((n % 10) << 16) + 0x303030;
  const length: u32 = n % 10 ? 3 : n % 100 ? 2 : 1;
  store<u32>(THOUSANDTHS + (n << 2), digits | (length << 24));
}

for (let n: u32 = 0; n < 1440; n++) {
  const at = MINUTES + (n << 3);
  writePair(at, n / 60);
  store<u8>(at, COLON, 2);
  writePair(at + 3, n % 60);
  store<u8>(at, COLON, 5);
  writePair(at + 6, 0);
}

function writePair(at: usize, n: u32): void {
  store<u16>(at, load<u16>(PAIRS + (n << 1)));
}

/** Writes a whole number; gives the position after it. */
function writeWhole(at: usize, n: u32): usize {
  if (n < 10) {
    store<u8>(at, <u8>n + ZERO);
    return at + 1;
  }
  if (n < 100) {
    writePair(at, n);
    return at + 2;
  }
  let end = at + 1;
  for (let left = n; left >= 10; left /= 10) end++;
  for (let p = end, left = n; p > at; left /= 10) store<u8>(--p, <u8>(left % 10) + ZERO);
  return end;
}

/** Writes a number in its shortest form, `na` for NaN; gives the position after it, 0 where that takes more care. */
function writeNumber(at: usize, value: f64): usize {
  // Added to a number of this size, the nearest whole one is in the lowest bits.
  const thousandths = <i32>reinterpret<i64>(value * 1000 + WHOLE_BITS);
  if (thousandths >= 0 && <f64>thousandths / 1000 == value) {
    const whole = <u32>thousandths / 1000;
    const fraction = <u32>thousandths - whole * 1000;
    const end = writeWhole(at, whole);
    return fraction == 0 ? end : writeFraction(end, fraction);
  }
  if (value != value) {
    store<u16>(at, MISSING);
    return at + 2;
  }
  // The one decimal of so few digits that is this number is its shortest form.
  const millionths = nearest(value * 1e6);
  if (!(millionths >= 0 && millionths < MOST_MILLIONTHS && millionths / 1e6 == value)) return 0;
  const whole = <u32>(<u64>millionths / 1_000_000);
  const fraction = <u32>(<u64>millionths - <u64>whole * 1_000_000);
  const end = writeWhole(at, whole);
  const high = fraction / 1000;
  store<u8>(end, POINT);
  store<u32>(end, load<u32>(THOUSANDTHS + (high << 2)), 1);
  return writeDigits(end + 4, fraction - high * 1000);
}

function writeFraction(at: usize, thousandths: u32): usize {
  store<u8>(at, POINT);
  return writeDigits(at + 1, thousandths);
}

function writeDigits(at: usize, thousandths: u32): usize {
  const text = load<u32>(THOUSANDTHS + (thousandths << 2));
  store<u32>(at, text);
  return at + (text >> 24);
}

/** Gregorian year, month and day of a day since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function startDay(timeS: u32): void {
  const day = timeS / DAY_S;
  dayStartS = day * DAY_S;
  const shifted = day + 719_468;
  const era = shifted / 146_097;
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const shiftedMonth = (5 * dayOfYear + 2) / 153;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  v128.store(DATE, i8x16(48, 48, 48, 48, 45, 48, 48, 45, 48, 48, 32, 0, 0, 0, 0, 0));
  writePair(DATE, year / 100);
  writePair(DATE + 2, year % 100);
  writePair(DATE + 5, month);
  writePair(DATE + 8, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
}

/** Writes `YYYY-MM-DD HH:MM:SS,timestamp,station,`; gives the position after it. */
function writePrefix(at: usize, timeS: u32, stationBytes: u32): usize {
  if (timeS - dayStartS >= DAY_S) startDay(timeS);
  v128.store(at, v128.load(DATE));
  const second = timeS - dayStartS;
  const minute = second / 60;
  store<u64>(at, load<u64>(MINUTES + (minute << 3)), 11);
  if (minute * 60 != second) writePair(at + 17, second - minute * 60);
  store<u8>(at, COMMA, 19);
  let p = at + 30;
  if (timeS >= TEN_DIGITS_S) writeStamp(at + 20, timeS);
  else p = writeWhole(at + 20, timeS);
  store<u8>(p, COMMA);
  for (let k: u32 = 0; k < stationBytes; k += 16) v128.store(p + 1 + k, v128.load(STATION + k));
  return p + 1 + stationBytes;
}

/** Writes a stamp of ten digits. */
function writeStamp(at: usize, timeS: u32): void {
  const high = timeS / 1000;
  if (high != highDigits) {
    highDigits = high;
    const first = high / 1_000_000;
    const middle = high / 1000 - first * 1000;
    highText =
      (<u64>(<u8>first + ZERO)) |
      ((<u64>(load<u32>(THOUSANDTHS + (middle << 2)) & 0xffffff)) << 8) |
      ((<u64>load<u32>(THOUSANDTHS + ((high - (high / 1000) * 1000) << 2))) << 32);
  }
  store<u64>(at, highText);
  store<u32>(at, load<u32>(THOUSANDTHS + ((timeS - high * 1000) << 2)), 7);
}

/** Brings the treated page up to `end` of the raw one. */
function copyUntil(end: u32): void {
  memory.copy(TREATED + treatedUsed, RAW + copied, end - copied);
  treatedUsed += end - copied;
  copied = end;
}

/**
 * Writes rows `[start, end)` of the columns to the raw page, and those on which rain fell also to the treated one; gives
 * the first one that was not written, because the page is full or the row takes more care.
 */
export function write(start: u32, end: u32, stationBytes: u32): u32 {
  const limit = RAW + RAW_BYTES - ROW_BYTES - stationBytes;
  let at = RAW + used;
  let row = start;
  for (; row < end && at <= limit; row++) {
    const timeS = load<u32>(TIME_S + (row << 2));
    const tips = load<u32>(TIPS + (row << 2));
    const wind = load<f64>(WIND + (row << 3));
    const rainMm = load<f64>(RAIN_MM + (row << 3));
    const rainAt = writePrefix(at, timeS, stationBytes);
    let p = rainAt;
    if (tips == 0 && wind == 0) {
      store<u32>(p, NOTHING_FELL);
      p += 4;
    } else {
      p = writeWhole(p, tips);
      store<u8>(p, COMMA);
      p = writeNumber(p + 1, wind);
      if (p == 0) break;
      store<u8>(p++, COMMA);
    }
    p = writeNumber(p, load<f64>(BATTERY + (row << 3)));
    if (p == 0) break;
    store<u8>(p++, LF);
    // The same digits for another unit: a calibration of tips to as many mm.
    if (rainMm != <f64>tips) {
      const before = <u32>(rainAt - RAW);
      const treatedEnd = writeNumber(TREATED + treatedUsed + (before - copied), rainMm);
      if (treatedEnd == 0) break;
      copyUntil(before);
      treatedUsed = <u32>(treatedEnd - TREATED);
      let comma = rainAt;
      while (load<u8>(comma) != COMMA) comma++;
      copied = <u32>(comma - RAW);
      copyUntil(<u32>(p - RAW));
    }
    at = p;
  }
  used = <u32>(at - RAW);
  return row;
}
