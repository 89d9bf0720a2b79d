import { PluvioError } from '../../domain/errors.js';
import { RowBatches, type LineBlock } from './row-batches.js';
import type { StoredBatch } from './rows.js';

const EXPECTED = '{"gauge":"…","time":…,"tips":…,"wind":…,"battery":…}';

interface JsonReading {
  readonly gauge?: unknown;
  readonly time?: unknown;
  readonly tips?: unknown;
  readonly wind?: unknown;
  readonly battery?: unknown;
  readonly rain_mm?: unknown;
}

interface JsonLine {
  readonly text: string;
  /** Where it begins in its block, bytes. */
  readonly offset: number;
  readonly line: number;
}

/** Reads readings that stand as JSON objects, one a line. Calibrated rain is there from the first row on, or never. */
export class NdjsonReader {
  private withRain: boolean | undefined;

  constructor(private readonly nameOf: (gauge: string) => string) {}

  read(block: LineBlock): StoredBatch[] {
    const lines = Buffer.from(block.bytes).toString('utf8').split('\n');
    this.withRain ??= /"rain_mm"\s*:/.test(lines[0]!);
    const batches = new RowBatches(block, this.withRain);
    let offset = 0;
    lines.forEach((text, i) => {
      if (text.trim() !== '') this.row(block, { text, offset, line: block.firstLine + i }, batches);
      offset += Buffer.byteLength(text) + 1;
    });
    return batches.take();
  }

  private row(block: LineBlock, { text, offset, line }: JsonLine, batches: RowBatches): void {
    const { gauge, time, tips, wind, battery, rain_mm: rain } = this.parsed(block, text, line);
    if (typeof gauge !== 'string' || !isCount(time) || !isCount(tips) || (this.withRain && typeof rain !== 'number'))
      throw noReading(block, text, line);
    batches.open(this.nameOf(gauge), offset, line);
    const { gathered, rainMm } = batches;
    const { columns, count: i } = gathered;
    columns.timeS[i] = time;
    columns.tips[i] = tips;
    columns.wind[i] = typeof wind === 'number' ? wind : NaN;
    columns.battery[i] = typeof battery === 'number' ? battery : NaN;
    rainMm[i] = typeof rain === 'number' ? rain : 0;
    gathered.count = i + 1;
  }

  private parsed(block: LineBlock, text: string, line: number): JsonReading {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = undefined;
    }
    if (typeof value !== 'object' || value === null) throw noReading(block, text, line);
    return value;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
}

function noReading({ source }: LineBlock, text: string, line: number): PluvioError {
  return new PluvioError(
    'INPUT',
    `Cannot read ${source.name}, line ${line}: ${JSON.stringify(text)} is no reading; expected ${EXPECTED}`,
    { file: source.name, line },
  );
}
