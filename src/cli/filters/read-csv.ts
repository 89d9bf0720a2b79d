import { PluvioError } from '../../domain/errors.js';
import { scanDecimal, scanned } from '../../kernels/scan-decimal.js';
import { RowBatches, type LineBlock } from './row-batches.js';
import { PLAIN_HEADER, RAIN_HEADER, type StoredBatch } from './rows.js';

const LF = 10;
const COMMA = 44;
const SMALL_N = 110;
const SMALL_A = 97;
const DECIMAL = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const MOST = 0xffffffff;

/** Whether a line is a header, and of which of the two forms. */
export function headerKind(line: string): 'plain' | 'rain' | undefined {
  return line === PLAIN_HEADER ? 'plain' : line === RAIN_HEADER ? 'rain' : undefined;
}

/** Reads rows of the CSV between filters: a fast scan of the usual row, and a careful one for any other. */
export class CsvReader {
  /** Bytes of the last row's gauge with its comma, and what it is called. */
  private prefix: Uint8Array = new Uint8Array(0);
  private gauge = '';

  constructor(
    private readonly withRain: boolean,
    private readonly nameOf: (gauge: string) => string,
  ) {}

  read(block: LineBlock): StoredBatch[] {
    const { bytes } = block;
    const batches = new RowBatches(block, this.withRain);
    let line = block.firstLine;
    for (let at = 0; at < bytes.length; line++) {
      const next = this.quick(bytes, at, line, batches);
      at = next > 0 ? next : this.careful(block, at, line, batches);
    }
    return batches.take();
  }

  /** A row of the gauge before in plain decimals; gives where the next one starts, 0 where it is another kind of row. */
  private quick(bytes: Uint8Array, at: number, line: number, batches: RowBatches): number {
    const { prefix } = this;
    if (prefix.length === 0) return 0;
    for (let k = 0; k < prefix.length; k++) if (bytes[at + k] !== prefix[k]) return 0;
    let p = scanDecimal(bytes, at + prefix.length);
    if (p < 0 || bytes[p] !== COMMA) return 0;
    const timeS = scanned[0]!;
    p = scanDecimal(bytes, p + 1);
    if (p < 0 || bytes[p] !== COMMA) return 0;
    const tips = scanned[0]!;
    if (!isCount(timeS) || !isCount(tips)) return 0;
    p = scanMeasure(bytes, p + 1);
    if (p < 0 || bytes[p] !== COMMA) return 0;
    const wind = scanned[0]!;
    p = scanMeasure(bytes, p + 1);
    if (p < 0) return 0;
    const battery = scanned[0]!;
    if (this.withRain) {
      if (bytes[p] !== COMMA) return 0;
      p = scanDecimal(bytes, p + 1);
      if (p < 0) return 0;
    }
    const rain = scanned[0]!;
    if (bytes[p] !== LF) return 0;
    batches.open(this.gauge, at, line);
    put(batches, timeS, tips, wind, battery, rain);
    return p + 1;
  }

  private careful(block: LineBlock, at: number, line: number, batches: RowBatches): number {
    const { bytes, source } = block;
    const lineFeed = bytes.indexOf(LF, at);
    const end = lineFeed < 0 ? bytes.length : lineFeed;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at)
      .toString('utf8')
      .replace(/\r$/, '');
    const next = end + 1;
    if (text === '' || headerKind(text) === (this.withRain ? 'rain' : 'plain')) return next;
    const fields = fieldsOf(text);
    const numbers = fields.slice(1).map(numberOf);
    const [timeS, tips, wind, battery, rain] = numbers;
    const whole = fields.length === (this.withRain ? 6 : 5) && !numbers.includes(undefined);
    if (!whole || !isCount(timeS!) || !isCount(tips!) || (this.withRain && Number.isNaN(rain!))) {
      const expected = this.withRain ? RAIN_HEADER : PLAIN_HEADER;
      throw new PluvioError(
        'INPUT',
        `Cannot read ${source.name}, line ${line}: ${JSON.stringify(text)} is no reading; expected ${expected}`,
        { file: source.name, line },
      );
    }
    const field = fields[0]!;
    this.gauge = this.nameOf(field);
    this.prefix = bytes.slice(at, at + prefixLength(bytes, at, field));
    batches.open(this.gauge, at, line);
    put(batches, timeS!, tips!, wind!, battery!, rain ?? 0);
    return next;
  }
}

// eslint-disable-next-line max-params -- it is called for each reading, and is to allocate nothing
function put(
  { gathered, rainMm }: RowBatches,
  timeS: number,
  tips: number,
  wind: number,
  battery: number,
  rain: number,
): void {
  const { columns, count: i } = gathered;
  columns.timeS[i] = timeS;
  columns.tips[i] = tips;
  columns.wind[i] = wind;
  columns.battery[i] = battery;
  rainMm[i] = rain;
  gathered.count = i + 1;
}

function isCount(value: number): boolean {
  return value >= 0 && value <= MOST && value === Math.floor(value);
}

/** A decimal, or `na`; as `scanDecimal`. */
function scanMeasure(bytes: Uint8Array, at: number): number {
  if (bytes[at] === SMALL_N && bytes[at + 1] === SMALL_A) {
    scanned[0] = NaN;
    return at + 2;
  }
  return scanDecimal(bytes, at);
}

function numberOf(text: string): number | undefined {
  if (text === 'na' || text === '') return NaN;
  return DECIMAL.test(text) ? Number(text) : undefined;
}

/** Fields of a row; only the first may be quoted. */
function fieldsOf(text: string): string[] {
  const quoted = /^"((?:[^"]|"")*)"(?=,)/.exec(text);
  if (!quoted) return text.split(',').map((field) => field.trim());
  return [quoted[1]!.replaceAll('""', '"'), ...text.slice(quoted[0].length + 1).split(',')];
}

/** Bytes of the gauge's field and its comma. */
function prefixLength(bytes: Uint8Array, at: number, field: string): number {
  const searchFrom = bytes[at] === 34 ? at + Buffer.byteLength(field) : at;
  return bytes.indexOf(COMMA, searchFrom) + 1 - at;
}
