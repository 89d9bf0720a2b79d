import type { AsyncBuffer, DecodedArray } from 'hyparquet';
import { messageOf, PluvioError } from '../domain/errors.js';
import type { Curve } from '../domain/network.js';
import type { SeriesRows } from './read-series.js';

/** One gauge's year as `parquet` writes it. */
export interface ParquetSeries {
  readonly gauge: string;
  readonly curve: Curve;
  /** The readings, a row group at a time, in time order. */
  readonly readings: () => AsyncIterable<SeriesRows>;
}

/** Reads a series as `parquet` writes it. Throws INPUT, naming `file`, where it is none. */
export async function readParquet(buffer: AsyncBuffer, file: string): Promise<ParquetSeries> {
  const { parquetMetadataAsync, parquetScan } = await import('hyparquet');
  try {
    const metadata = await parquetMetadataAsync(buffer);
    const said = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
    const [gauge, calibration] = [said.get('gauge'), said.get('calibration')];
    if (gauge === undefined || calibration === undefined) throw new Error('it does not say its gauge and calibration');
    const readings = async function* (): AsyncGenerator<SeriesRows, void, undefined> {
      const scan = await parquetScan({ file: buffer, metadata, parsers: { timestampFromMilliseconds: secondsOf } });
      for (const range of scan.ranges) {
        const column = (name: string): Promise<DecodedArray> => scan.readColumn({ column: name, ...range });
        yield {
          count: range.rowEnd - range.rowStart,
          timeS: Uint32Array.from((await column('time')) as number[]),
          tips: Uint32Array.from((await column('tips')) as number[]),
          wind: Float64Array.from(await column('wind'), orNaN),
          battery: Float64Array.from(await column('battery'), orNaN),
        };
      }
    };
    return { gauge, curve: JSON.parse(calibration) as Curve, readings };
  } catch (cause) {
    throw new PluvioError('INPUT', `Cannot read ${file}: ${messageOf(cause)}; it is no series made by pluvio`, {
      file,
      cause,
    });
  }
}

function secondsOf(milliseconds: bigint): number {
  return Number(milliseconds / 1000n);
}

function orNaN(value: unknown): number {
  return value === null || value === undefined ? NaN : Number(value);
}
