import { parquetPath } from '../domain/paths.js';
import type { Fingerprint, OutputFolder } from '../domain/output-folder.js';
import type { CoverageRun } from './coverage.js';
import type { Format, GaugeSeries } from './format.js';
import { MOST_ROWS, TYPE } from './parquet/column.js';
import { ParquetWriter, type MeaningfulColumn } from './parquet/writer.js';

/** The series, for data frames and SQL; gauge and year are in the folders' names. */
export const parquet: Format = {
  name: 'parquet',
  holds: 'series for DuckDB, Polars, pandas: time, tips, rain_mm, wind, battery, interval_s',
  series: { yearPath: parquetPath, write },
};

const COLUMNS: readonly MeaningfulColumn[] = [
  { name: 'time', type: TYPE.int64, meaning: 'time', nullable: false, steady: true },
  { name: 'tips', type: TYPE.int32, meaning: 'count', nullable: false, steady: false },
  { name: 'rain_mm', type: TYPE.double, meaning: 'number', nullable: false, steady: false },
  { name: 'wind', type: TYPE.double, meaning: 'number', nullable: true, steady: false },
  { name: 'battery', type: TYPE.double, meaning: 'number', nullable: true, steady: false },
  { name: 'interval_s', type: TYPE.int32, meaning: 'number', nullable: true, steady: false },
];

function write({ gauge, bucket, runs }: GaugeSeries, out: OutputFolder, path: string): Fingerprint {
  const file = out.stage(path);
  const writer = new ParquetWriter(COLUMNS, file.write);
  const intervals = new Intervals(runs);
  for (let start = 0; start < bucket.count; start += MOST_ROWS) {
    const end = Math.min(start + MOST_ROWS, bucket.count);
    writer.writeGroup([
      milliseconds(bucket.timeS.data.subarray(start, end)),
      bucket.tips.data.subarray(start, end),
      bucket.rainMm.data.subarray(start, end),
      bucket.wind.data.subarray(start, end),
      bucket.battery.data.subarray(start, end),
      intervals.take(end - start),
    ]);
  }
  writer.finish({
    gauge: gauge.name,
    calibration: JSON.stringify(gauge.curve),
    interval: 'a reading counts the rain of (time - interval_s, time]; null: not known',
  });
  return file.finish();
}

function milliseconds(timeS: Uint32Array): Float64Array {
  const timeMs = new Float64Array(timeS.length);
  for (let i = 0; i < timeS.length; i++) timeMs[i] = timeS[i]! * 1000;
  return timeMs;
}

/** The interval of each reading in turn, NaN where it is not known. */
class Intervals {
  private run = 0;
  private used = 0;

  constructor(private readonly runs: readonly CoverageRun[]) {}

  take(count: number): Float64Array {
    const intervals = new Float64Array(count);
    for (let at = 0; at < count;) {
      const { intervalS, readings } = this.runs[this.run]!;
      const end = Math.min(count, at + readings - this.used);
      intervals.fill(intervalS ?? NaN, at, end);
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
