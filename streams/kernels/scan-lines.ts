import { fourDigits, isFourDigits } from '../../src/kernels/digits.js';
import { scanDecimal, scanned } from '../../src/kernels/scan-decimal.js';
import type { LabelTable } from './label-table.js';
import { BATCH_ROWS, type ReadingColumns } from './reading-columns.js';

const LF = 10;
const CR = 13;
const SPACE = 32;
const COMMA = 44;
const ZERO = 48;

/** Bytes that the quick path may look at after the label's comma: ` 1677629040, 0, 0, 12.226` and a word. */
const QUICK_BYTES = 27;
/** `, ?,`: a tip count of one digit between its commas. */
const TIPS_MASK = 0xff00ffff | 0;
const TIPS = 0x2c00202c;
/** ` 0, `: no wind. */
const NO_WIND = 0x202c3020;
/** `dd.d`: volts and their tenths. */
const VOLTS_MASK = 0xf0fff0f0 | 0;
const VOLTS = 0x302e3030;
const VOLTS_CARRY = 0x06000606;
/** `dd` and a line feed: hundredths and thousandths. */
const MILLIVOLTS_MASK = 0x00fff0f0;
const MILLIVOLTS = 0x000a3030;
const MILLIVOLTS_CARRY = 0x00000606;

/**
 * The hot loop: appends the reading of every usual line (`label, stamp, tips, wind, battery`, at most one blank after
 * each comma, LF or CRLF, a label met before, a stamp of ten digits within range) from `at` on. It stops, without
 * touching it, at the first unusual line, when the columns are full, or at `end`; gives the position where it stopped.
 * Offsets of lines count from `base`.
 *
 * Nearly all lines have one shape (`Hydropolis, 1677629040, 0, 0, 12.226`), which is compared and read four bytes at a
 * time; a line of any other usual shape is read byte by byte. `bytes[end - 1]` is a line feed, which ends every loop.
 */
export function scanLines(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  base: number,
  labels: LabelTable,
  columns: ReadingColumns,
  notBeforeS: number,
  notAfterS: number,
): number {
  const { timeS, tips, wind, battery, label, offset } = columns.columns;
  let { words, rest, restMask } = labels.current;
  let labelBytes = labels.current.bytes.length;
  let code = -1;
  let lastHigh = 0;
  let highS = 0;
  let row = columns.end;
  let line = at;
  while (row < BATCH_ROWS && line < end) {
    const isQuick = line + labelBytes + QUICK_BYTES <= end;
    let matched = isQuick && (view.getInt32(line + 4 * words.length, true) & restMask) === rest;
    for (let k = 0; matched && k < words.length; k++) matched = view.getInt32(line + 4 * k, true) === words[k];
    if (!matched || code < 0) {
      if (!labels.find(bytes, line)) break;
      ({ words, rest, restMask } = labels.current);
      labelBytes = labels.current.bytes.length;
      code = labels.code;
    }
    let p = line + labelBytes;
    if (bytes[p] === SPACE) p++;
    if (p + 10 >= end) break;
    const high = view.getInt32(p, true);
    const low = view.getInt32(p + 4, true);
    const tens = bytes[p + 8]! - ZERO;
    const ones = bytes[p + 9]! - ZERO;
    if (high !== lastHigh) {
      if (!isFourDigits(high)) break;
      lastHigh = high;
      highS = fourDigits(high) * 1_000_000;
    }
    if (!isFourDigits(low)) break;
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) break;
    const stampS = highS + fourDigits(low) * 100 + tens * 10 + ones;
    if (stampS < notBeforeS || stampS > notAfterS) break;
    p += 10;

    if (p + QUICK_BYTES - 11 <= end) {
      const tipsWord = view.getInt32(p, true);
      const tipCount = ((tipsWord >>> 16) & 0xff) - ZERO;
      const volts = view.getInt32(p + 8, true);
      if (
        (tipsWord & TIPS_MASK) === TIPS &&
        tipCount >= 0 &&
        tipCount <= 9 &&
        view.getInt32(p + 4, true) === NO_WIND &&
        (volts & VOLTS_MASK) === VOLTS &&
        ((volts + VOLTS_CARRY) & VOLTS_MASK) === VOLTS
      ) {
        const tenths = (volts & 0xf) * 100 + ((volts >>> 8) & 0xf) * 10 + ((volts >>> 24) & 0xf);
        const tail = view.getInt32(p + 12, true);
        let value = -1;
        let next = p;
        if ((tail & MILLIVOLTS_MASK) === MILLIVOLTS && ((tail + MILLIVOLTS_CARRY) & MILLIVOLTS_MASK) === MILLIVOLTS) {
          value = (tenths * 100 + (tail & 0xf) * 10 + ((tail >>> 8) & 0xf)) / 1000;
          next = p + 15;
        } else if ((tail & 0xff) === LF) {
          value = tenths / 10;
          next = p + 13;
        } else {
          const hundredths = (tail & 0xff) - ZERO;
          if (hundredths >= 0 && hundredths <= 9 && ((tail >>> 8) & 0xff) === LF) {
            value = (tenths * 10 + hundredths) / 100;
            next = p + 14;
          }
        }
        if (value >= 0) {
          timeS[row] = stampS;
          tips[row] = tipCount;
          wind[row] = 0;
          battery[row] = value;
          label[row] = code;
          offset[row] = line - base;
          row++;
          line = next;
          continue;
        }
      }
    }

    if (bytes[p] !== COMMA) break;
    p++;
    if (bytes[p] === SPACE) p++;
    p = scanDecimal(bytes, p);
    if (p < 0 || bytes[p] !== COMMA) break;
    const tipCount = scanned[0]!;
    if (tipCount !== Math.floor(tipCount) || tipCount > 0xffffffff) break;
    p++;
    if (bytes[p] === SPACE) p++;

    p = scanDecimal(bytes, p);
    if (p < 0 || bytes[p] !== COMMA) break;
    const windValue = scanned[0]!;
    p++;
    if (bytes[p] === SPACE) p++;

    p = scanDecimal(bytes, p);
    if (p < 0) break;
    if (bytes[p] === CR) p++;
    if (bytes[p] !== LF) break;

    timeS[row] = stampS;
    tips[row] = tipCount;
    wind[row] = windValue;
    battery[row] = scanned[0]!;
    label[row] = code;
    offset[row] = line - base;
    row++;
    line = p + 1;
  }
  columns.end = row;
  return line;
}
