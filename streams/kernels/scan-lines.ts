import { fourDigits, isFourDigits } from '../../src/kernels/digits.js';
import { scanDecimal, scanned } from '../../src/kernels/scan-decimal.js';
import type { LabelTable } from './label-table.js';
import { BATCH_ROWS, type ReadingColumns } from './reading-columns.js';

const LF = 10;
const CR = 13;
const SPACE = 32;
const COMMA = 44;
const ZERO = 48;
/**
 * The hot loop: appends the reading of every usual line (`label, stamp, tips, wind, battery`, at most one blank after
 * each comma, LF or CRLF, a label met before, a stamp of ten digits within range) from `at` on. It stops, without
 * touching it, at the first unusual line, when the columns are full, or at `end`; gives the position where it stopped.
 *
 * `bytes[end - 1]` is a line feed, which ends every loop here.
 */
export function scanLines(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  labels: LabelTable,
  columns: ReadingColumns,
  notBeforeS: number,
  notAfterS: number,
): number {
  const { timeS, tips, wind, battery, label, offset } = columns.columns;
  let { count } = columns;
  let line = at;
  while (count < BATCH_ROWS && line < end) {
    let p = labels.match(bytes, line);
    if (p === 0) break;
    p += line;
    if (bytes[p] === SPACE) p++;
    if (p + 10 >= end) break;
    const high = view.getUint32(p, true);
    const low = view.getUint32(p + 4, true);
    const tens = bytes[p + 8]! - ZERO;
    const ones = bytes[p + 9]! - ZERO;
    if (!isFourDigits(high) || !isFourDigits(low)) break;
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9 || bytes[p + 10] !== COMMA) break;
    const stampS = fourDigits(high) * 1_000_000 + fourDigits(low) * 100 + tens * 10 + ones;
    if (stampS < notBeforeS || stampS > notAfterS) break;
    p += 11;
    if (bytes[p] === SPACE) p++;

    let tipCount = bytes[p]! - ZERO;
    if (tipCount < 0 || tipCount > 9) break;
    if (bytes[p + 1] === COMMA) p++;
    else {
      p = scanDecimal(bytes, p);
      if (p < 0 || bytes[p] !== COMMA) break;
      tipCount = scanned[0]!;
      if (tipCount !== Math.floor(tipCount) || tipCount > 0xffffffff) break;
    }
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

    timeS[count] = stampS;
    tips[count] = tipCount;
    wind[count] = windValue;
    battery[count] = scanned[0]!;
    label[count] = labels.code;
    offset[count] = line;
    count++;
    line = p + 1;
  }
  columns.count = count;
  return line;
}
