import type { AsyncBuffer, DecodedArray, FileMetaData } from 'hyparquet';
import { messageOf, PluvioError } from '../../domain/errors.js';
import type { Curve } from '../../domain/network.js';
import type { RainHistory } from '../../domain/history/rain-history.js';
import { historyOfRows, parsedRows } from '../../domain/history/rows-used.js';
import { yearOf } from '../../domain/time/time.js';
import type { FormatReader } from '../format.js';
import { cannotRead, inOrder, type OpenedSeries } from '../opened.js';
import type { SeriesRows } from '../series-rows.js';
import type { StoredFile } from '../stored-file.js';

/** Parquet files as `parquet` writes them. */
export const parquetReader: FormatReader = { beginning: Buffer.from('PAR1'), open: openParquet };

async function openParquet(file: StoredFile): Promise<OpenedSeries> {
  const bytes = file.bytes();
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const { readings, ...series } = await readParquet(buffer, file.path);
  for await (const { timeS } of readings()) {
    const year = yearOf(timeS[0]!);
    return { kind: 'series', year, ...series, readings: () => inOrder(readings(), year, file.path) };
  }
  throw cannotRead(file.path, 'it holds no reading');
}

/** One gauge's year as `parquet` writes it. */
export interface ParquetSeries {
  readonly gauge: string;
  readonly curve: Curve;
  /** There where it is not one curve and interval for all, or some rain is not known. */
  readonly history: RainHistory | undefined;
  /** Its usual interval, seconds, where the gauges table gave it. */
  readonly intervalS: number | undefined;
  /** The readings, a row group at a time, in time order. */
  readonly readings: () => AsyncIterable<SeriesRows>;
}

/** Reads a series as `parquet` writes it. Throws INPUT, naming `file`, where it is none, or is damaged. */
export async function readParquet(buffer: AsyncBuffer, file: string): Promise<ParquetSeries> {
  const { parquetMetadataAsync } = await import('hyparquet');
  return refusing(file, async () => {
    const metadata = await parquetMetadataAsync(buffer);
    const said = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
    const [gauge, calibration] = [said.get('gauge'), said.get('calibration')];
    if (gauge === undefined || calibration === undefined) throw new Error('it does not say its gauge and calibration');
    const usual = said.get('usual_interval_s');
    const intervalS = usual === undefined ? undefined : intervalOf(usual);
    const history = parsedHistory(said.get('tables'));
    const curve = history?.curves.at(-1) ?? curveOf(calibration);
    return { gauge, curve, history, intervalS, readings: () => rowsOf(buffer, metadata, file) };
  });
}

async function* rowsOf(
  buffer: AsyncBuffer,
  metadata: FileMetaData,
  file: string,
): AsyncGenerator<SeriesRows, void, undefined> {
  const { parquetScan } = await import('hyparquet');
  const parsers = { timestampFromMilliseconds: secondsOf };
  const scan = await refusing(file, () => parquetScan({ file: buffer, metadata, parsers }));
  for (const range of scan.ranges) {
    const column = (name: string): Promise<DecodedArray> => scan.readColumn({ column: name, ...range });
    yield await refusing(file, async () => {
      return {
        count: range.rowEnd - range.rowStart,
        timeS: Uint32Array.from((await column('time')) as number[]),
        tips: Uint32Array.from((await column('tips')) as number[]),
        wind: Float64Array.from(await column('wind'), orNaN),
        battery: Float64Array.from(await column('battery'), orNaN),
      };
    });
  }
}

/** What `read` gives; what it throws as an INPUT error that names the file. */
async function refusing<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new PluvioError('INPUT', `Cannot read ${file}: ${messageOf(cause)}; it is no whole series made by pluvio`, {
      file,
      cause,
    });
  }
}

function parsedHistory(json: string | undefined): RainHistory | undefined {
  if (json === undefined) return undefined;
  const rows = parsedRows(JSON.parse(json));
  if (!rows) throw new Error('the rows of its tables are not understood');
  return historyOfRows(rows);
}

function curveOf(json: string): Curve {
  const curve = JSON.parse(json) as Partial<Curve> | null;
  const { a, b, c, tipMm } = curve ?? {};
  if (![a, b, c, tipMm].every((value) => typeof value === 'number'))
    throw new Error('its calibration is not understood');
  return curve as Curve;
}

function intervalOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error('its usual interval is not understood');
  return Number(text);
}

function secondsOf(milliseconds: bigint): number {
  return Number(milliseconds / 1000n);
}

function orNaN(value: unknown): number {
  return value === null || value === undefined ? NaN : Number(value);
}
