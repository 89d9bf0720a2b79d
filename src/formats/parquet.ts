import { parquetPath } from '../domain/paths.js';
import type { Fingerprint, OutputFolder } from '../domain/output-folder.js';
import type { CoverageRun } from './coverage.js';
import type { Format, GaugeSeries } from './format.js';

/** Rows of a row group: what is encoded at once. */
const GROUP_ROWS = 131_072;

/** The series, for data frames and SQL; gauge and year are in the folders' names. */
export const parquet: Format = {
  name: 'parquet',
  holds: 'series for DuckDB, Polars, pandas: time, tips, rain_mm, wind, battery, interval_s',
  series: { yearPath: parquetPath, write },
};

const REQUIRED = { repetition_type: 'REQUIRED' } as const;
const OPTIONAL = { repetition_type: 'OPTIONAL' } as const;
const TIME = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } as const;

async function write({ gauge, bucket, runs }: GaugeSeries, out: OutputFolder, path: string): Promise<Fingerprint> {
  const { fileWriter, ParquetWriter } = await import('hyparquet-writer');
  const writer = new ParquetWriter({
    writer: fileWriter(out.stagedPath(path)),
    createdBy: 'pluvio',
    kvMetadata: [
      { key: 'gauge', value: gauge.name },
      { key: 'calibration', value: JSON.stringify(gauge.curve) },
      { key: 'interval', value: 'a reading counts the rain of (time - interval_s, time]; null: not known' },
    ],
    schema: [
      { name: 'readings', num_children: 6 },
      { name: 'time', type: 'INT64', ...REQUIRED, logical_type: TIME },
      { name: 'tips', type: 'INT32', ...REQUIRED, converted_type: 'UINT_32' },
      { name: 'rain_mm', type: 'DOUBLE', ...REQUIRED },
      { name: 'wind', type: 'DOUBLE', ...OPTIONAL },
      { name: 'battery', type: 'DOUBLE', ...OPTIONAL },
      { name: 'interval_s', type: 'INT32', ...OPTIONAL },
    ],
  });
  const intervals = new Intervals(runs);
  for (let start = 0; start < bucket.count; start += GROUP_ROWS) {
    const end = Math.min(start + GROUP_ROWS, bucket.count);
    await writer.write({
      columnData: [
        { name: 'time', data: millis(bucket.timeS.data.subarray(start, end)), encoding: 'DELTA_BINARY_PACKED' },
        { name: 'tips', data: bucket.tips.data.subarray(start, end) },
        { name: 'rain_mm', data: bucket.rainMm.data.subarray(start, end) },
        { name: 'wind', data: orNull(bucket.wind.data.subarray(start, end)) },
        { name: 'battery', data: orNull(bucket.battery.data.subarray(start, end)) },
        { name: 'interval_s', data: intervals.take(end - start) },
      ],
      rowGroupSize: GROUP_ROWS,
    });
  }
  await writer.finish();
  return out.finishStaged(path);
}

function millis(timeS: Uint32Array): BigInt64Array {
  return BigInt64Array.from(timeS, (second) => BigInt(second * 1000));
}

/** The column as it is where nothing is missing. */
function orNull(values: Float64Array): Float64Array | (number | null)[] {
  return values.some(Number.isNaN) ? Array.from(values, (value) => (Number.isNaN(value) ? null : value)) : values;
}

/** The interval of each reading in turn. */
class Intervals {
  private readonly runs: readonly CoverageRun[];
  private run = 0;
  private used = 0;

  constructor(runs: readonly CoverageRun[]) {
    this.runs = runs;
  }

  take(count: number): (number | null)[] {
    const intervals = new Array<number | null>(count);
    for (let at = 0; at < count;) {
      const { intervalS, readings } = this.runs[this.run]!;
      const end = Math.min(count, at + readings - this.used);
      intervals.fill(intervalS ?? null, at, end);
      this.used += end - at;
      if (this.used === readings) {
        this.run++;
        this.used = 0;
      }
      at = end;
    }
    return intervals;
  }
}
