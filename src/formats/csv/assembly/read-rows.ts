/**
 * The rows of a year's raw series read back, as WebAssembly compiled by AssemblyScript: what `row` of
 * `src/formats/csv/read-series.ts` does, which is its reference, takes the rows that this does not, and stands in where
 * there is no WebAssembly.
 *
 * All of its memory is laid out here; whoever instantiates it reads the places from the exported globals.
 */
import * as row from '../../../domain/assembly/columns';

/** Powers of ten as divisors, 1 … 1e15. */
const POWERS: usize = 2048;

/** The station as a field and its comma, zeros behind it. */
export const STATION: usize = 4096;
export const STATION_BYTES: u32 = 1024;

/** Columns of so many rows. */
export const CHUNK_ROWS: u32 = 4096;
export const COLUMNS: usize = 8192;
const TIME_S: usize = COLUMNS + row.TIME_S * CHUNK_ROWS;
const TIPS: usize = COLUMNS + row.TIPS * CHUNK_ROWS;
const WIND: usize = COLUMNS + row.WIND * CHUNK_ROWS;
const BATTERY: usize = COLUMNS + row.BATTERY * CHUNK_ROWS;

/** Whole lines; a few bytes behind them may be looked at, and are not used. */
export const INPUT: usize = COLUMNS + row.SENT_BYTES * CHUNK_ROWS;
export const INPUT_BYTES: u32 = 262_144;

/** Rows in the columns. */
export let rows: u32 = 0;

const LF: u8 = 10;
const COMMA: u8 = 44;
const POINT: u8 = 46;
const ZERO: u8 = 48;
/** `0,0,`: no tips, no wind. */
const NOTHING_FELL: u32 = 0x2c302c30;

/** `YYYY-MM-DD HH:MM:SS,`, and with a stamp of ten digits and its comma. */
const DATE_BYTES: usize = 20;
const PREFIX_BYTES: usize = 31;
/** `0,0,0` and a line feed. */
const LEAST_BYTES: usize = 6;
/** More digits may not fit an exact number. */
const MOST_DIGITS: usize = 15;

for (let n: usize = 0, power: f64 = 1; n <= MOST_DIGITS; n++, power *= 10) store<f64>(POWERS + (n << 3), power);

/** What `scan` read last. */
let scanned: f64 = 0;

/** Scans an unsigned decimal that ends with `stop`; gives the position after that, 0 where it takes more care. */
function scan(at: usize, stop: u8): usize {
  let p = at;
  let digits: u64 = 0;
  let fractionAt: usize = 0;
  for (; ; p++) {
    const byte = load<u8>(p);
    if (byte >= ZERO && byte < ZERO + 10) digits = digits * 10 + (byte - ZERO);
    else if (byte == POINT && fractionAt == 0 && p > at) fractionAt = p + 1;
    else break;
  }
  if (p == at || p == fractionAt || load<u8>(p) != stop) return 0;
  if (p - at - (fractionAt ? 1 : 0) > MOST_DIGITS) return 0;
  scanned = <f64>digits;
  if (fractionAt) scanned /= load<f64>(POWERS + ((p - fractionAt) << 3));
  return p + 1;
}

/** The number that eight digits are; -1 where one of them is none. */
function eightDigits(text: u64): i64 {
  const tens: u64 = 0xf0f0f0f0f0f0f0f0;
  const zeros: u64 = 0x3030303030303030;
  if ((text & tens) != zeros || ((text + 0x0606060606060606) & tens) != zeros) return -1;
  // Neighbours are put together: by one digit, by two, by four.
  let number = text - zeros;
  number = (number * 10 + (number >> 8)) & 0x00ff00ff00ff00ff;
  number = (number * 100 + (number >> 16)) & 0x0000ffff0000ffff;
  return <i64>((number * 10_000 + (number >> 32)) & 0xffffffff);
}

function isStation(at: usize, bytes: u32): bool {
  const whole = bytes & ~7;
  for (let k: u32 = 0; k < whole; k += 8) if (load<u64>(at + k) != load<u64>(STATION + k)) return false;
  const rest = (bytes & 7) << 3;
  return rest == 0 || ((load<u64>(at + whole) ^ load<u64>(STATION + whole)) & (((<u64>1) << rest) - 1)) == 0;
}

/**
 * Reads rows from `start` on into the columns, after the `firstRow` rows there; gives where it stopped: at `end`, the
 * columns being full, or at a row that takes more care.
 */
export function read(start: u32, end: u32, firstRow: u32, stationBytes: u32): u32 {
  const stop = INPUT + end;
  let at = INPUT + start;
  let row = firstRow;
  for (; row < CHUNK_ROWS && at + PREFIX_BYTES + stationBytes + LEAST_BYTES <= stop; row++) {
    const high = eightDigits(load<u64>(at, DATE_BYTES));
    const tens = load<u8>(at, DATE_BYTES + 8) - ZERO;
    const ones = load<u8>(at, DATE_BYTES + 9) - ZERO;
    if (high < 0 || tens > 9 || ones > 9 || load<u8>(at, PREFIX_BYTES - 1) != COMMA) break;
    let p = at + PREFIX_BYTES;
    if (!isStation(p, stationBytes)) break;
    p += stationBytes;
    let tips: u32 = 0;
    let wind: f64 = 0;
    if (load<u32>(p) == NOTHING_FELL) p += 4;
    else {
      p = scan(p, COMMA);
      tips = <u32>scanned;
      if (p == 0 || <f64>tips != scanned) break;
      p = scan(p, COMMA);
      if (p == 0) break;
      wind = scanned;
    }
    p = scan(p, LF);
    if (p == 0) break;
    store<u32>(TIME_S + (row << 2), <u32>(high * 100 + tens * 10 + ones));
    store<u32>(TIPS + (row << 2), tips);
    store<f64>(WIND + (row << 3), wind);
    store<f64>(BATTERY + (row << 3), scanned);
    at = p;
  }
  rows = row;
  return <u32>(at - INPUT);
}
