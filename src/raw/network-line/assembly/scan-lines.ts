/**
 * The scan of raw lines as WebAssembly, compiled by AssemblyScript: what `src/raw/network-line/scan-lines.ts` does, which is its
 * reference and stands in where there is no WebAssembly, with lines read sixteen bytes at a time.
 *
 * All of its memory is laid out here; whoever instantiates it reads the places from the exported globals.
 */
import * as row from '../../../domain/assembly/columns';

/** Most rows of a batch. */
export const ROWS: u32 = 8192;

/** Most labels that are kept, as `LabelTable` does. Constants lie at 1024. */
export const MOST_LABELS: u32 = 16_384;
/** Of an entry: the label and its comma, 0 from there on; 0xff for each of these bytes; their number; code, in which batch. */
export const ENTRY_BYTES: usize = 80;
export const MASK_AT: usize = 32;
export const LENGTH_AT: usize = 64;
export const CODE_AT: usize = 68;
export const BATCH_AT: usize = 72;

/** The columns of the batch being filled. */
export const COLUMNS: usize = 2048;
const TIME_S: usize = COLUMNS + row.TIME_S * ROWS;
const TIPS: usize = COLUMNS + row.TIPS * ROWS;
const WIND: usize = COLUMNS + row.WIND * ROWS;
const BATTERY: usize = COLUMNS + row.BATTERY * ROWS;
const LABEL: usize = COLUMNS + row.LABEL * ROWS;
const OFFSET: usize = COLUMNS + row.OFFSET * ROWS;

/** The lines; beyond `INPUT_BYTES` there is room for what a scan looks at behind the end. */
export const INPUT: usize = COLUMNS + row.BATCH_BYTES * ROWS;
export const INPUT_BYTES: u32 = 262_144;

/** Labels by the hash of their bytes: the number of an entry and 1, or 0; twice as many places as labels. */
const PLACES: usize = INPUT + INPUT_BYTES + 4096;
const PLACES_MASK: u32 = 2 * MOST_LABELS - 1;
const PLACES_BYTES: usize = 2 * (2 * MOST_LABELS);
/** Entries by their codes in the batch being filled. */
export const CODED: usize = PLACES + PLACES_BYTES;
/** Labels met before. */
export const LABELS: usize = CODED + 2 * MOST_LABELS;

const LF: u32 = 10;
const CR: u32 = 13;
const SPACE: u32 = 32;
const COMMA: u32 = 44;
const POINT: u32 = 46;
const ZERO: u32 = 48;

/** Digits of a decimal that surely fit an exact integer. */
const MOST_DIGITS: usize = 15;
const POWERS_OF_TEN = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]);

/** What the scan stands at: rows gathered so far. */
export let rows: u32 = 0;
/** Number of the batch being filled, and codes given in it. */
export let batch: u32 = 0;
export let codes: u32 = 0;
/** The entry of the label that was found last. */
let entry: usize = LABELS;
/** What `decimal` read last. */
let scanned: f64 = 0;

/** Whether the line starts with the label of the entry and a comma. */
function startsWith(line: usize, label: usize): bool {
  const first = v128.xor(v128.and(v128.load(line), v128.load(label, MASK_AT)), v128.load(label));
  if (load<u32>(label, LENGTH_AT) <= 16) return !v128.any_true(first);
  const second = v128.xor(v128.and(v128.load(line, 16), v128.load(label, MASK_AT + 16)), v128.load(label, 16));
  return !v128.any_true(v128.or(first, second));
}

/** Of the bytes of a label without its comma: FNV-1a. */
function hashOf(at: usize, length: u32): u32 {
  let hash: u32 = 0x811c9dc5;
  for (let k: usize = 0; k < length; k++) hash = (hash ^ load<u8>(at + k)) * 0x01000193;
  return hash ^ (hash >> 15);
}

/** Bytes before the first comma; 32 where it is further on. */
function labelBytes(line: usize): u32 {
  const comma = i8x16.splat(<i8>COMMA);
  const first = i8x16.bitmask(i8x16.eq(v128.load(line), comma));
  const second = i8x16.bitmask(i8x16.eq(v128.load(line, 16), comma));
  return <u32>ctz<u64>((<u64>((<u32>first) | ((<u32>second) << 16))) | ((<u64>1) << 32));
}

/** Forgets all labels. */
export function forget(): void {
  memory.fill(PLACES, 0, PLACES_BYTES);
  entry = LABELS;
}

/** Has the label found from now on whose entry, the `index`-th, was filled in; it has no code. */
export function remember(index: u32): void {
  const label = LABELS + <usize>index * ENTRY_BYTES;
  store<u32>(label, 0xffffffff, BATCH_AT);
  let place = hashOf(label, load<u32>(label, LENGTH_AT) - 1) & PLACES_MASK;
  while (load<u16>(PLACES + ((<usize>place) << 1)) != 0) place = (place + 1) & PLACES_MASK;
  store<u16>(PLACES + ((<usize>place) << 1), <u16>(index + 1));
}

/** Makes the entry current whose label the line starts with: the one after the current one first, as gauges take turns. */
function find(line: usize, labels: u32): bool {
  let next = entry + ENTRY_BYTES;
  if (next >= LABELS + <usize>labels * ENTRY_BYTES) next = LABELS;
  if (startsWith(line, next)) {
    entry = next;
    return true;
  }
  const length = labelBytes(line);
  if (length == 32) return false;
  for (let place = hashOf(line, length) & PLACES_MASK; ; place = (place + 1) & PLACES_MASK) {
    const index = <usize>load<u16>(PLACES + ((<usize>place) << 1));
    if (index == 0) return false;
    const label = LABELS + (index - 1) * ENTRY_BYTES;
    if (!startsWith(line, label)) continue;
    entry = label;
    return true;
  }
}

/** Code of the current label in the batch; the next one where it has none. */
function codeOfEntry(): u32 {
  if (load<u32>(entry, BATCH_AT) == batch) return load<u32>(entry, CODE_AT);
  store<u32>(entry, batch, BATCH_AT);
  store<u32>(entry, codes, CODE_AT);
  store<u16>(CODED + ((<usize>codes) << 1), <u16>((entry - LABELS) / ENTRY_BYTES));
  return codes++;
}

/** Reads an unsigned decimal into `scanned`; gives the position after it, 0 where there is none that is surely exact. */
function decimal(at: usize): usize {
  let p = at;
  let digits: u64 = 0;
  let digit = <u32>load<u8>(p) - ZERO;
  while (digit <= 9) {
    digits = digits * 10 + digit;
    digit = <u32>load<u8>(++p) - ZERO;
  }
  const whole = p - at;
  if (whole == 0) return 0;
  if (load<u8>(p) != POINT) {
    scanned = <f64>digits;
    return whole > MOST_DIGITS ? 0 : p;
  }
  digit = <u32>load<u8>(++p) - ZERO;
  while (digit <= 9) {
    digits = digits * 10 + digit;
    digit = <u32>load<u8>(++p) - ZERO;
  }
  const fraction = p - at - whole - 1;
  if (fraction == 0 || whole + fraction > MOST_DIGITS) return 0;
  scanned = <f64>digits / load<f64>(POWERS_OF_TEN + (fraction << 3));
  return p;
}

/** The position after a comma and at most one blank; 0 where there is no comma, or nothing was before. */
function afterComma(at: usize): usize {
  if (at == 0 || load<u8>(at) != COMMA) return 0;
  return load<u8>(at, 1) == SPACE ? at + 2 : at + 1;
}

/**
 * ` 1677629040, 0, ` and `0, 12.2` with what follows: what stands in each place, and how much more the byte there may be.
 * In the second one everything is let through behind the tenths of volts.
 */
const USUAL = memory.data<u8>([
  32, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 44, 32, 48, 44, 32, 48, 44, 32, 48, 48, 46, 48, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);
const MORE = memory.data<u8>([
  0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 9, 0, 0, 0, 0, 0, 9, 9, 0, 9, 255, 255, 255, 255, 255, 255, 255, 255, 255,
]);
/** Bytes before the volts. */
const VOLTS_AT: usize = 19;

/** Hundredths and thousandths of volts, and a line feed. */
const MILLIVOLTS_MASK: u32 = 0x00fff0f0;
const MILLIVOLTS: u32 = 0x000a3030;
const MILLIVOLTS_CARRY: u32 = 0x00000606;

/**
 * Appends the reading of every usual line from `line` on, as `scanLines` does, and stops where it would, at the latest at
 * `end`, before which there is a line end. `labels` are in the table; offsets count from `base`. Gives where it stopped.
 */
export function scan(line: usize, end: usize, base: usize, labels: u32, notBeforeS: f64, notAfterS: f64): usize {
  if (labels == 0) return line;
  const usualStamp = v128.load(USUAL);
  const usualVolts = v128.load(USUAL, 16);
  const moreStamp = v128.load(MORE);
  const moreVolts = v128.load(MORE, 16);
  const fromS = <i64>ceil(notBeforeS);
  const untilS = <i64>floor(notAfterS);
  let row = rows;
  let length = load<u32>(entry, LENGTH_AT);
  let code: i32 = -1;
  let lastHigh: u64 = 0;
  let highS: i64 = 0;
  while (row < ROWS && line < end) {
    if (!startsWith(line, entry)) {
      if (!find(line, labels)) break;
      length = load<u32>(entry, LENGTH_AT);
      code = -1;
    }
    if (code < 0) code = <i32>codeOfEntry();
    let p = line + length;
    let stampS: i64 = 0;
    let tips: u32 = 0;
    let wind: f64 = 0;
    let volts: f64 = 0;
    let next: usize = 0;

    const stamp = v128.le<u8>(v128.sub<i8>(v128.load(p), usualStamp), moreStamp);
    const rest = v128.le<u8>(v128.sub<i8>(v128.load(p, 16), usualVolts), moreVolts);
    if (v128.all_true<i8>(v128.and(stamp, rest))) {
      // A blank and seven digits, which change every thousand seconds.
      const high = load<u64>(p);
      if (high != lastHigh) {
        lastHigh = high;
        highS = 0;
        for (let k: usize = 1; k < 8; k++) highS = highS * 10 + (load<u8>(p + k) & 15);
        highS *= 1000;
      }
      const low = load<u32>(p, 8);
      stampS = highS + ((low & 15) * 100 + ((low >> 8) & 15) * 10 + ((low >> 16) & 15));
      tips = load<u8>(p, 13) - ZERO;
      const head = load<u32>(p, VOLTS_AT);
      const tenths = (head & 15) * 100 + ((head >> 8) & 15) * 10 + ((head >> 24) & 15);
      const tail = load<u32>(p, VOLTS_AT + 4);
      if ((tail & MILLIVOLTS_MASK) == MILLIVOLTS && ((tail + MILLIVOLTS_CARRY) & MILLIVOLTS_MASK) == MILLIVOLTS) {
        volts = <f64>(<i32>(tenths * 100 + (tail & 15) * 10 + ((tail >> 8) & 15))) / 1000;
        next = p + VOLTS_AT + 7;
      } else if ((tail & 0xff) == LF) {
        volts = <f64>(<i32>tenths) / 10;
        next = p + VOLTS_AT + 5;
      } else if ((tail & 0xff) - ZERO <= 9 && ((tail >> 8) & 0xff) == LF) {
        volts = <f64>(<i32>(tenths * 10 + (tail & 15))) / 100;
        next = p + VOLTS_AT + 6;
      }
    }

    if (next == 0) {
      if (load<u8>(p) == SPACE) p++;
      stampS = 0;
      let k: usize = 0;
      for (; k < 10; k++) {
        const digit = <u32>load<u8>(p + k) - ZERO;
        if (digit > 9) break;
        stampS = stampS * 10 + digit;
      }
      if (k == 0) break;
      p = afterComma(p + k);
      if (p == 0) break;
      p = afterComma(decimal(p));
      if (p == 0) break;
      if (scanned != floor(scanned) || scanned > 4294967295) break;
      tips = <u32>scanned;
      p = afterComma(decimal(p));
      if (p == 0) break;
      wind = scanned;
      p = decimal(p);
      if (p == 0) break;
      volts = scanned;
      const lineEnd = <u32>load<u8>(p);
      if (lineEnd != LF && lineEnd != CR) break;
      next = p + 1;
      if (lineEnd == CR && next < end && load<u8>(next) == LF) next++;
    }

    if (stampS < fromS || stampS > untilS) break;
    store<u32>(TIME_S + (row << 2), <u32>stampS);
    store<u32>(TIPS + (row << 2), tips);
    store<f64>(WIND + (row << 3), wind);
    store<f64>(BATTERY + (row << 3), volts);
    store<u16>(LABEL + (row << 1), <u16>code);
    store<u32>(OFFSET + (row << 2), <u32>(line - base));
    row++;
    line = next;
  }
  rows = row;
  return line;
}
