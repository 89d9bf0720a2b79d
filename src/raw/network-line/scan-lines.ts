import { fourDigits, isFourDigits } from '../../kernels/digits.js';
import { scanDecimal, scanned } from '../../kernels/scan-decimal.js';
import type { LabelTable } from './label-table.js';
import { BATCH_ROWS, type ReadingColumns } from '../../domain/readings/reading-columns.js';
import { USUAL_END_BYTES, usualEnd } from './usual-end.js';

const LF = 10;
const CR = 13;
const SPACE = 32;
const COMMA = 44;
const ZERO = 48;

/** A blank and a stamp. */
const STAMP_BYTES = 11;
/**
 * The hot loop: appends the reading of every usual line (`label, stamp, tips, wind, battery`, at most one blank after
 * each comma, any line end, a label met before, a stamp of ten digits within range) from `at` on. It stops, without
 * touching it, at the first unusual line, when the columns are full, or at `end`; gives the position where it stopped.
 * Offsets of lines count from `base`.
 *
 * Nearly all lines have one shape (`Hydropolis, 1677629040, 0, 0, 12.226`), which is compared and read four bytes at a
 * time (`usualEnd`); a line of any other usual shape is read byte by byte. `bytes[end - 1]` is a line end, which ends every loop.
 */
// eslint-disable-next-line max-params -- the hot loop's numbers stay in registers; a batch of a small file calls it twice
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
  let row = columns.count;
  let line = at;
  while (row < BATCH_ROWS && line < end) {
    const isQuick = line + labelBytes + STAMP_BYTES + USUAL_END_BYTES <= end;
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

    const next = p + USUAL_END_BYTES <= end ? usualEnd(view, p) : -1;
    if (next >= 0) {
      timeS[row] = stampS;
      tips[row] = bytes[p + 2]! - ZERO;
      wind[row] = 0;
      battery[row] = scanned[0]!;
      label[row] = code;
      offset[row] = line - base;
      row++;
      line = next;
      continue;
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
    const lineEnd = bytes[p];
    if (lineEnd !== LF && lineEnd !== CR) break;
    p++;
    if (lineEnd === CR && p < end && bytes[p] === LF) p++;

    timeS[row] = stampS;
    tips[row] = tipCount;
    wind[row] = windValue;
    battery[row] = scanned[0]!;
    label[row] = code;
    offset[row] = line - base;
    row++;
    line = p;
  }
  columns.count = row;
  return line;
}
