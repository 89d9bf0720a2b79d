import { PluvioError } from '../../domain/errors.js';
import type { TimeRange } from '../../domain/time/time.js';
import { scanDecimal, scanned } from '../../kernels/scan-decimal.js';

const LF = 10;
const COMMA = 44;
const QUOTE = 34;
/** `YYYY-MM-DD HH:MM:SS,` */
const DATE_BYTES = 20;
const NA = Buffer.from('na');

/**
 * A treated series with `na` as rain of the readings that are stamped in one of the times `(startS, endS]`, which are in order and
 * apart; all other bytes are the same. Pieces may have any length. What is given is valid until the next is asked for. Memory: a
 * piece. Throws DAMAGED where a row has no stamp.
 */
export function* qualifiedSeries(
  pieces: Iterable<Uint8Array>,
  times: readonly TimeRange[],
  file: string,
): Generator<Uint8Array, void, undefined> {
  let carry: Uint8Array = new Uint8Array(0);
  let isHeader = true;
  const left = [...times];
  for (const piece of pieces) {
    const end = piece.lastIndexOf(LF) + 1;
    if (end === 0) {
      carry = Buffer.concat([carry, piece]);
      continue;
    }
    let rows: Uint8Array = Buffer.concat([carry, piece.subarray(0, end)]);
    carry = Uint8Array.from(piece.subarray(end));
    if (isHeader) {
      const first = rows.indexOf(LF) + 1;
      yield rows.subarray(0, first);
      rows = rows.subarray(first);
      isHeader = false;
    }
    yield* withoutTimes(rows, left, file);
  }
  if (carry.length > 0) throw damaged(file);
}

/** Whole rows; times that end among them are taken from the list. */
function* withoutTimes(rows: Uint8Array, times: TimeRange[], file: string): Generator<Uint8Array, void, undefined> {
  let at = 0;
  while (at < rows.length) {
    const [next] = times;
    const from = next ? rowAfter(rows, at, next.startS, file) : rows.length;
    yield rows.subarray(at, from);
    if (!next || from === rows.length) return;
    at = rowAfter(rows, from, next.endS, file);
    for (let row = from; row < at; row = rows.indexOf(LF, row) + 1) yield* withoutRain(rows, row);
    if (at < rows.length) times.shift();
  }
}

function* withoutRain(rows: Uint8Array, row: number): Generator<Uint8Array, void, undefined> {
  const rain = afterField(rows, rows.indexOf(COMMA, row + DATE_BYTES) + 1);
  yield rows.subarray(row, rain);
  yield NA;
  yield rows.subarray(rows.indexOf(COMMA, rain), rows.indexOf(LF, rain) + 1);
}

/** Where the first row from `from` on begins that is stamped after `t`; rows are in time order, so that it is bisected. */
function rowAfter(rows: Uint8Array, from: number, t: number, file: string): number {
  let low = from;
  let high = rows.length;
  // Rows before `low` are stamped until t, those from `high` on after it.
  while (low < high) {
    const middle = low + ((high - low) >>> 1);
    const row = middle === low ? low : rows.lastIndexOf(LF, middle - 1) + 1;
    const start = Math.max(low, row);
    if (stampOf(rows, start, file) > t) high = start;
    else low = rows.indexOf(LF, middle) + 1;
  }
  return low;
}

function stampOf(rows: Uint8Array, row: number, file: string): number {
  if (scanDecimal(rows, row + DATE_BYTES) < 0) throw damaged(file);
  return scanned[0]!;
}

/** The position behind a field, quoted or not, and its comma. */
function afterField(bytes: Uint8Array, at: number): number {
  let p = at;
  if (bytes[p] === QUOTE) {
    p++;
    while (p < bytes.length && (bytes[p] !== QUOTE || bytes[p + 1] === QUOTE)) p += bytes[p] === QUOTE ? 2 : 1;
  }
  return bytes.indexOf(COMMA, p) + 1;
}

function damaged(file: string): PluvioError {
  return new PluvioError('DAMAGED', `Cannot read ${file}: it is not a whole series; restore the file or move it away`, {
    file,
  });
}
