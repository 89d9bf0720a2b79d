import { PluvioError } from '../../domain/errors.js';
import { scanDecimal, scanned } from '../../kernels/scan-decimal.js';
import { SERIES_HEADER } from './series-csv.js';

const LF = 10;
const COMMA = 44;
const QUOTE = 34;
const ZERO = 48;
const SMALL_N = 110;
/** `YYYY-MM-DD HH:MM:SS,` */
const DATE_BYTES = 20;

/** The wet readings of a treated series, in time order. Columns have shape `[count]`. */
export interface WetReadings {
  readonly count: number;
  /** Unix seconds. */
  readonly timeS: Float64Array;
  /** Calibrated rain, mm, above 0. */
  readonly rainMm: Float64Array;
}

/**
 * Reads the wet readings of a treated series, as written by `writeSeries`, from pieces of any length. Rows whose rain is 0
 * or `na` are passed over: what was observed stands in the coverage table. Throws DAMAGED with file and line where a row is
 * not of that form. Memory: one piece, and 16 bytes a wet reading.
 */
export function readWetReadings(pieces: Iterable<Uint8Array>, file: string): WetReadings {
  const reader = new WetReader(file);
  let carry: Uint8Array = new Uint8Array(0);
  for (const piece of pieces) {
    let from = 0;
    if (carry.length > 0) {
      from = piece.indexOf(LF) + 1;
      const line = Buffer.concat([carry, piece.subarray(0, from > 0 ? from : piece.length)]);
      carry = line;
      if (from === 0) continue;
      reader.lines(line);
    }
    const end = piece.lastIndexOf(LF) + 1;
    reader.lines(piece.subarray(from, end));
    carry = Uint8Array.from(piece.subarray(Math.max(from, end)));
  }
  return reader.finish(carry.length > 0);
}

/**
 * The wet readings of the last bytes of a treated series, from the first whole row on; undefined where they do not reach
 * back to `sinceS`, so that more of the file is needed. Throws DAMAGED as above; lines are counted from there.
 */
export function readWetTail(
  bytes: Uint8Array,
  isWhole: boolean,
  sinceS: number,
  file: string,
): WetReadings | undefined {
  if (isWhole) return readWetReadings([bytes], file);
  const start = bytes.indexOf(LF) + 1;
  if (start === 0 || start + DATE_BYTES >= bytes.length) return undefined;
  const end = scanDecimal(bytes, start + DATE_BYTES);
  if (end < 0 || scanned[0]! > sinceS) return undefined;
  return readWetReadings([Buffer.from(SERIES_HEADER), bytes.subarray(start)], file);
}

class WetReader {
  private timeS = new Float64Array(4096);
  private rainMm = new Float64Array(4096);
  private count = 0;
  private line = 1;

  constructor(private readonly file: string) {}

  /** Whole lines. */
  lines(bytes: Uint8Array): void {
    let at = this.line === 1 && bytes.length > 0 ? this.header(bytes) : 0;
    while (at < bytes.length) {
      at = this.row(bytes, at);
      this.line++;
    }
  }

  finish(isCut: boolean): WetReadings {
    if (this.line === 1 || isCut) this.fail('the file ends within a line');
    const { count } = this;
    return { count, timeS: this.timeS.subarray(0, count), rainMm: this.rainMm.subarray(0, count) };
  }

  private header(bytes: Uint8Array): number {
    const end = bytes.indexOf(LF) + 1;
    if (Buffer.from(bytes.subarray(0, end)).toString('latin1') !== SERIES_HEADER)
      this.fail(`the header is not "${SERIES_HEADER.trim()}"`);
    this.line++;
    return end;
  }

  /** One row at `at`; gives where the next one starts. */
  private row(bytes: Uint8Array, at: number): number {
    const stampAt = at + DATE_BYTES;
    let p = scanStamp(bytes, stampAt);
    if (p < 0) this.fail('the stamp is not a whole number');
    p = afterField(bytes, p);
    const first = bytes[p];
    if (first === SMALL_N || (first === ZERO && bytes[p + 1] === COMMA)) return lineEnd(bytes, p);
    const end = scanDecimal(bytes, p);
    if (end < 0 || bytes[end] !== COMMA) this.fail('the rain is not a number');
    const mm = scanned[0]!;
    if (mm > 0) {
      scanDecimal(bytes, stampAt);
      this.add(scanned[0]!, mm);
    }
    return lineEnd(bytes, end);
  }

  private add(timeS: number, mm: number): void {
    if (this.count === this.timeS.length) {
      const [times, rain] = [this.timeS, this.rainMm];
      this.timeS = new Float64Array(2 * times.length);
      this.rainMm = new Float64Array(2 * times.length);
      this.timeS.set(times);
      this.rainMm.set(rain);
    }
    this.timeS[this.count] = timeS;
    this.rainMm[this.count++] = mm;
  }

  private fail(why: string): never {
    const { file, line } = this;
    throw new PluvioError('DAMAGED', `Cannot read ${file}: ${why}, at line ${line}; restore the file or move it away`, {
      file,
      line,
    });
  }
}

/** Digits and a comma at `at`; gives the position behind them, -1 where there are none. */
function scanStamp(bytes: Uint8Array, at: number): number {
  let p = at;
  while (bytes[p]! >= ZERO && bytes[p]! <= ZERO + 9) p++;
  return p > at && bytes[p] === COMMA ? p + 1 : -1;
}

/** The position behind a field, quoted or not, and its comma. */
function afterField(bytes: Uint8Array, at: number): number {
  let p = at;
  if (bytes[p] === QUOTE) {
    p++;
    while (p < bytes.length && (bytes[p] !== QUOTE || bytes[p + 1] === QUOTE)) p += bytes[p] === QUOTE ? 2 : 1;
  }
  while (p < bytes.length && bytes[p] !== COMMA && bytes[p] !== LF) p++;
  return p + 1;
}

function lineEnd(bytes: Uint8Array, at: number): number {
  let p = at;
  while (bytes[p] !== LF) p++;
  return p + 1;
}
