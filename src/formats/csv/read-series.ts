import { PluvioError } from '../../domain/errors.js';
import { scanDecimal, scanned } from '../../kernels/scan-decimal.js';
import { SERIES_HEADER } from './series-csv.js';
import { openSeriesKernel, type SeriesKernel } from './series-kernel.js';
import { seriesColumns, type SeriesRows } from '../series-rows.js';

const LF = 10;
const COMMA = 44;
const QUOTE = 34;
const ZERO = 48;
/** `YYYY-MM-DD HH:MM:SS,` */
const DATE_BYTES = 20;
const PART_ROWS = 4096;

/**
 * Reads a concatenated series (raw tips) as written by `writeSeries`, from pieces of any length, in stretches of at
 * most 4,096 rows. Rows without a reading (`--fill na`: `Rain` is `na`) are passed over. Throws DAMAGED with file and line
 * where a row is not of that form.
 */
export function* readSeries(pieces: Iterable<Uint8Array>, file: string): Generator<SeriesRows, void, undefined> {
  const kernel = idleKernels.pop() ?? openSeriesKernel();
  try {
    yield* readSeriesWith(kernel, pieces, file);
  } finally {
    if (kernel) idleKernels.push(kernel);
  }
}

/**
 * Kernels that nobody reads with: each holds one series at a time. They are the thread's, like the compiled modules, and tell
 * no reader anything of another; handed in, one would go through all who read any format, for the sake of this one.
 */
const idleKernels: SeriesKernel[] = [];

/** The same with a kernel of one's own, or without. */
export function* readSeriesWith(
  kernel: SeriesKernel | undefined,
  pieces: Iterable<Uint8Array>,
  file: string,
): Generator<SeriesRows, void, undefined> {
  const reader = new SeriesReader(file, kernel);
  for (const piece of pieces) yield* reader.take(piece);
  yield* reader.finish();
}

class SeriesReader {
  private readonly rows: SeriesRows;
  private readonly partRows: number;
  private carry: Uint8Array = new Uint8Array(0);
  private line = 1;
  private station: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly file: string,
    private readonly kernel?: SeriesKernel,
  ) {
    this.rows = { count: 0, ...(kernel?.columns ?? seriesColumns(PART_ROWS)) };
    this.partRows = this.rows.timeS.length;
    kernel?.begin(this.station);
  }

  *take(piece: Uint8Array): Generator<SeriesRows, void, undefined> {
    let start = 0;
    if (this.carry.length > 0) {
      start = piece.indexOf(LF) + 1;
      // Only the line that is cut is put together: pieces are large, and a copy of each would be a copy of the file.
      const line = Buffer.concat([this.carry, piece.subarray(0, start > 0 ? start : piece.length)]);
      if (start === 0) {
        this.carry = line;
        return;
      }
      yield* this.lines(line);
    }
    const end = piece.lastIndexOf(LF) + 1;
    yield* this.lines(piece.subarray(start, end));
    this.carry = new Uint8Array(piece.subarray(end));
  }

  /** Whole lines. */
  private *lines(bytes: Uint8Array): Generator<SeriesRows, void, undefined> {
    let at = this.line === 1 && bytes.length > 0 ? this.header(bytes) : 0;
    this.kernel?.load(bytes);
    while (at < bytes.length) {
      const next = this.quickRows(at);
      // Where none could be read, the next one takes more care.
      at = next > at ? next : this.row(bytes, at);
      if (this.rows.count === this.partRows) yield this.part();
    }
  }

  *finish(): Generator<SeriesRows, void, undefined> {
    if (this.line === 1 || this.carry.length > 0) this.fail('the file ends within a line');
    if (this.rows.count > 0) yield this.part();
    this.rows.count = 0;
  }

  /** The rows so far; the next row starts the columns anew. */
  private part(): SeriesRows {
    const part = { ...this.rows };
    this.rows.count = 0;
    return part;
  }

  private header(bytes: Uint8Array): number {
    const end = bytes.indexOf(LF) + 1;
    if (Buffer.from(bytes.subarray(0, end)).toString('latin1') !== SERIES_HEADER)
      this.fail(`the header is not "${SERIES_HEADER.trim()}"`);
    this.line++;
    return end;
  }

  /** Rows at `at`, as many as go quickly; gives where they end. */
  private quickRows(at: number): number {
    const { rows, kernel } = this;
    if (!kernel) return at;
    const before = rows.count;
    const next = kernel.read(at, rows);
    this.line += rows.count - before;
    return next;
  }

  /** One row at `at`; gives where the next one starts. */
  private row(bytes: Uint8Array, at: number): number {
    const { rows } = this;
    const i = rows.count;
    let p = this.number(bytes, at + DATE_BYTES, COMMA);
    rows.timeS[i] = scanned[0]!;
    const stationAt = p;
    p = afterStation(bytes, p);
    if (p === 0) this.fail('the station is not closed');
    this.noteStation(bytes.subarray(stationAt, p));
    let tips = 0;
    if (saysNothingFell(bytes, p)) {
      rows.tips[i] = 0;
      rows.wind[i] = 0;
      p += 4;
    } else {
      p = this.number(bytes, p, COMMA);
      tips = scanned[0]!;
      rows.tips[i] = tips;
      p = this.number(bytes, p, COMMA);
      rows.wind[i] = scanned[0]!;
    }
    p = this.number(bytes, p, LF);
    rows.battery[i] = scanned[0]!;
    if (tips === tips) rows.count++;
    this.line++;
    return p;
  }

  /** The kernel reads rows of the station that the last row without it had. */
  private noteStation(station: Uint8Array): void {
    if (!this.kernel || Buffer.compare(station, this.station) === 0) return;
    this.station = Uint8Array.from(station);
    this.kernel.begin(station);
  }

  /** A number, or `na` as NaN, that ends with `stop`, into `scanned`; gives the position after `stop`. */
  private number(bytes: Uint8Array, at: number, stop: number): number {
    const end = scanDecimal(bytes, at);
    if (end > 0 && bytes[end] === stop) return end + 1;
    const stopAt = bytes.indexOf(stop, at);
    const text = stopAt < 0 ? '' : Buffer.from(bytes.subarray(at, stopAt)).toString('latin1');
    const value = text === 'na' ? NaN : Number(text);
    if (text === '' || (text !== 'na' && !Number.isFinite(value))) this.fail(`"${text}" is not a number`);
    scanned[0] = value;
    return stopAt + 1;
  }

  private fail(why: string): never {
    throw new PluvioError(
      'DAMAGED',
      `Cannot read ${this.file}: ${why}, at line ${this.line}; restore the file or move it away`,
      {
        file: this.file,
        line: this.line,
      },
    );
  }
}

/** `0,0,`: no tips, no wind, as in nearly all rows. */
function saysNothingFell(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === ZERO && bytes[at + 1] === COMMA && bytes[at + 2] === ZERO && bytes[at + 3] === COMMA;
}

/** The position after the station field and its comma; 0 where it never ends. */
function afterStation(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) {
    let comma = at;
    while (comma < bytes.length && bytes[comma] !== COMMA) comma++;
    return comma < bytes.length ? comma + 1 : 0;
  }
  let quote = bytes.indexOf(QUOTE, at + 1);
  while (quote > 0 && bytes[quote + 1] === QUOTE) quote = bytes.indexOf(QUOTE, quote + 2);
  return quote < 0 ? 0 : quote + 2;
}
