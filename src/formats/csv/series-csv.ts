import type { YearBucket } from '../../domain/readings/reading.js';
import type { ByteSink } from '../../domain/storage/sink.js';
import { DAY_S, formatDateTime, MINUTE_S, type TimeRange } from '../../domain/time/time.js';
import {
  asciiWord,
  FOUR_DIGITS,
  MAX_NUMBER_BYTES,
  THREE_DIGITS_COMMA,
  writeAscii,
  writeNumber,
} from '../../kernels/number-text.js';
import type { RowKernel } from './row-kernel.js';

export const SERIES_HEADER = 'Datetime_TU,Timestamp,Station,Rain,Wind,Battery\n';

/** Bytes handed to a sink at once. */
const PAGE_BYTES = 262_144;
/** A row beside its station: date, stamp and three numbers. */
const ROW_BYTES = 64 + 3 * MAX_NUMBER_BYTES;
const LF = 10;
const COMMA = 44;
const NOTHING_FELL = asciiWord('0,0,');
/** `00:0` … `23:5`, by ten minutes, and `0:00` … `9:59`, by second of ten minutes. */
const TENS_OF_MINUTES = Uint32Array.from({ length: 144 }, (_, n) => asciiWord(clockText(n * 600).slice(0, 4)));
const SECONDS = Uint32Array.from({ length: 600 }, (_, n) => asciiWord(clockText(n).slice(4)));
/** First stamp of ten digits: 2001-09-09. */
const TEN_DIGITS_S = 1_000_000_000;

function clockText(second: number): string {
  return formatDateTime(second).slice(11);
}

/** `na`: a row for every minute, `na` where nothing was received; `none`: the readings alone. */
export type Fill = 'na' | 'none';

/**
 * Writes a year's two series, the readings as received (`Rain` = tips) and calibrated (`Rain` = mm), row by row in time
 * order. Both are made in one pass: where nothing fell the treated row is the raw row, so that it is copied in stretches
 * and only wet rows are written anew. Of the range `filled`, in which all readings lie, every minute has a row; readings
 * off the minute stay on rows of their own beside those. Memory: the room, which whoever writes many years gives again.
 */
export function writeSeries(
  bucket: YearBucket,
  raw: ByteSink,
  treated: ByteSink,
  filled?: TimeRange,
  room = new SeriesBuffers(),
): void {
  const pages = new Pages(raw, treated, room, bucket.gauge);
  const prefix = new RowPrefix(bucket.gauge);
  pages.text(SERIES_HEADER);
  if (filled) writeFilled(bucket, filled, pages, prefix);
  else writeRows(bucket, 0, bucket.count, pages, prefix);
  pages.flush();
}

/** Every reading, and a row of `na` for every minute of `[startS, endS)` at which there is none. */
function writeFilled(bucket: YearBucket, { startS, endS }: TimeRange, pages: Pages, prefix: RowPrefix): void {
  const times = bucket.timeS.data;
  let minuteS = Math.ceil(startS / MINUTE_S) * MINUTE_S;
  let written = 0;
  for (let i = 0; i < bucket.count; i++) {
    const timeS = times[i]!;
    if (timeS > minuteS) {
      writeRows(bucket, written, i, pages, prefix);
      written = i;
      minuteS = writeMissing(minuteS, timeS, pages, prefix);
    }
    if (timeS === minuteS) minuteS += MINUTE_S;
  }
  writeRows(bucket, written, bucket.count, pages, prefix);
  writeMissing(minuteS, endS, pages, prefix);
}

/** Rows without a reading for the minutes of `[minuteS, endS)`; gives the minute after them. */
function writeMissing(minuteS: number, endS: number, pages: Pages, prefix: RowPrefix): number {
  const { view } = pages;
  const rowBytes = ROW_BYTES + prefix.stationBytes;
  for (; minuteS < endS; minuteS += MINUTE_S) {
    if (pages.used + rowBytes > PAGE_BYTES) pages.flush();
    pages.used = writeAscii(view, prefix.write(view, pages.used, minuteS), 'na,na,na\n');
  }
  return minuteS;
}

/** Rows `[start, end)` of the readings, with WebAssembly where the room has it and the row is one for it. */
function writeRows(bucket: YearBucket, start: number, end: number, pages: Pages, prefix: RowPrefix): void {
  const rowBytes = ROW_BYTES + prefix.stationBytes;
  for (let row = start; row < end;) {
    if (pages.used + rowBytes > PAGE_BYTES) pages.flush();
    const written = pages.writeQuickly(bucket, row, end);
    // Where none could be written, the next one takes more care.
    row = written > row ? written : writeRow(bucket, row, pages, prefix);
  }
}

/** One row; gives the next one. */
function writeRow(
  { timeS, tips, wind, battery, rainMm }: YearBucket,
  row: number,
  pages: Pages,
  prefix: RowPrefix,
): number {
  const { view, bytes } = pages;
  const tipCount = tips.data[row]!;
  const windSpeed = wind.data[row]!;
  const rain = rainMm.data[row]!;
  const rowStart = pages.used;
  const rainStart = prefix.write(view, rowStart, timeS.data[row]!);
  let at = rainStart;
  if (tipCount === 0 && windSpeed === 0) {
    view.setUint32(at, NOTHING_FELL, true);
    at += 4;
  } else {
    at = writeNumber(view, at, tipCount);
    bytes[at++] = COMMA;
    at = writeNumber(view, at, windSpeed);
    bytes[at++] = COMMA;
  }
  at = writeNumber(view, at, battery.data[row]!);
  bytes[at++] = LF;
  // The same digits for another unit: a calibration of tips to as many mm.
  if (rain !== tipCount) pages.treatRow(rowStart, rainStart, at, rain);
  pages.used = at;
  return row + 1;
}

/** Room for one page of raw rows and the treated rows made of it: 256 and 512 KiB; in the memory of a kernel if there is one. */
export class SeriesBuffers {
  readonly bytes: Uint8Array;
  readonly treatedBytes: Uint8Array;

  constructor(readonly kernel?: RowKernel) {
    this.bytes = kernel?.raw ?? new Uint8Array(PAGE_BYTES);
    this.treatedBytes = kernel?.treated ?? new Uint8Array(2 * PAGE_BYTES);
  }
}

/** The page being filled with raw rows, and the treated rows made of it so far. */
class Pages {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  used = 0;
  /** Up to here the raw rows are in the treated page. */
  copied = 0;
  treatedUsed = 0;
  private readonly treatedBytes: Uint8Array;
  private readonly treatedView: DataView;
  private readonly kernel: RowKernel | undefined;

  constructor(
    private readonly raw: ByteSink,
    private readonly treated: ByteSink,
    { bytes, treatedBytes, kernel }: SeriesBuffers,
    gauge: string,
  ) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.treatedBytes = treatedBytes;
    this.treatedView = new DataView(treatedBytes.buffer, treatedBytes.byteOffset, treatedBytes.length);
    this.kernel = kernel?.begin(`${csvField(gauge)},`) ? kernel : undefined;
  }

  text(text: string): void {
    this.used += new TextEncoder().encodeInto(text, this.bytes.subarray(this.used)).written;
  }

  /** Writes as many rows of `[start, end)` as go quickly, and have room; gives where they end. */
  writeQuickly(bucket: YearBucket, start: number, end: number): number {
    return this.kernel?.write(bucket, start, end, this) ?? start;
  }

  /** Puts a row with another rain into the treated page, after the rows before it. */
  treatRow(rowStart: number, rainStart: number, rowEnd: number, rainMm: number): void {
    this.copyUntil(rainStart);
    this.treatedUsed = writeNumber(this.treatedView, this.treatedUsed, rainMm);
    this.copied = this.bytes.indexOf(COMMA, rainStart);
    if (this.copied < rowStart || this.copied > rowEnd) throw new Error('series-csv: a row without a rain field');
    this.copyUntil(rowEnd);
  }

  flush(): void {
    this.copyUntil(this.used);
    this.raw(this.bytes.subarray(0, this.used));
    this.treated(this.treatedBytes.subarray(0, this.treatedUsed));
    this.used = 0;
    this.copied = 0;
    this.treatedUsed = 0;
  }

  private copyUntil(end: number): void {
    this.treatedBytes.set(this.bytes.subarray(this.copied, end), this.treatedUsed);
    this.treatedUsed += end - this.copied;
    this.copied = end;
  }
}

/** `YYYY-MM-DD HH:MM:SS,timestamp,station,` for ascending stamps: what changes rarely is kept as words. */
class RowPrefix {
  readonly stationBytes: number;
  private readonly station: Uint32Array;
  private dayStartS = -Infinity;
  private readonly date = new Uint32Array(3);
  private highDigits = -1;
  private commaHigh = 0;

  constructor(station: string) {
    const bytes = Buffer.from(`${csvField(station)},`);
    this.stationBytes = bytes.length;
    const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
    bytes.copy(padded);
    this.station = Uint32Array.from({ length: padded.length / 4 }, (_, i) => padded.readUInt32LE(4 * i));
  }

  write(view: DataView, start: number, timeS: number): number {
    let secondOfDay = timeS - this.dayStartS;
    if (!(secondOfDay >= 0 && secondOfDay < DAY_S)) {
      this.startDay(timeS);
      secondOfDay = timeS - this.dayStartS;
    }
    const { date, station } = this;
    const tens = Math.floor(secondOfDay / 600);
    view.setUint32(start, date[0]!, true);
    view.setUint32(start + 4, date[1]!, true);
    view.setUint32(start + 8, date[2]!, true);
    view.setUint32(start + 11, TENS_OF_MINUTES[tens]!, true);
    view.setUint32(start + 15, SECONDS[secondOfDay - tens * 600]!, true);
    let at =
      timeS >= TEN_DIGITS_S ? this.writeStamp(view, start + 19, timeS) : writeShortStamp(view, start + 19, timeS);
    for (let i = 0; i < station.length; i++) view.setUint32(at + 4 * i, station[i]!, true);
    at += this.stationBytes;
    return at;
  }

  private writeStamp(view: DataView, at: number, timeS: number): number {
    const thousands = Math.floor(timeS / 1000);
    const high = Math.floor(thousands / 10_000);
    if (high !== this.highDigits) {
      this.highDigits = high;
      this.commaHigh = asciiWord(`,${String(high)}`);
    }
    view.setUint32(at, this.commaHigh, true);
    view.setUint32(at + 4, FOUR_DIGITS[thousands - high * 10_000]!, true);
    view.setUint32(at + 8, THREE_DIGITS_COMMA[timeS - thousands * 1000]!, true);
    return at + 12;
  }

  private startDay(timeS: number): void {
    this.dayStartS = Math.floor(timeS / DAY_S) * DAY_S;
    const text = formatDateTime(this.dayStartS);
    for (let i = 0; i < 3; i++) this.date[i] = asciiWord(text.slice(4 * i));
  }
}

function writeShortStamp(view: DataView, at: number, timeS: number): number {
  view.setUint8(at, COMMA);
  const end = writeNumber(view, at + 1, timeS);
  view.setUint8(end, COMMA);
  return end + 1;
}

/** A text as a CSV field (RFC 4180): quoted only where it has to be. */
export function csvField(text: string): string {
  return /[",\r\n]|^[ \t]|[ \t]$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
