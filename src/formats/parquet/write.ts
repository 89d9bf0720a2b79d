import type { CoverageRun } from '../../analyses/coverage.js';
import { rowsUsed } from '../../domain/history/rows-used.js';
import { parquetPath } from '../../domain/paths.js';
import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import type { Format, GaugeSeries } from '../format.js';
import { Buffers } from '../buffers.js';
import { ColumnEncoder, MOST_ROWS, TYPE } from './column.js';
import { parquetReader } from './read.js';
import { ParquetWriter, type MeaningfulColumn } from './writer.js';

/** The series, for data frames and SQL; gauge and year are in the folders' names. */
export const parquet: Format = {
  name: 'parquet',
  holds: 'series for DuckDB, Polars, pandas: time, tips, rain_mm, wind, battery, interval_s',
  series: { yearPath: parquetPath, write },
  read: parquetReader,
};

const COLUMNS: readonly MeaningfulColumn[] = [
  { name: 'time', type: TYPE.int64, meaning: 'time', nullable: false, steady: true },
  { name: 'tips', type: TYPE.int32, meaning: 'count', nullable: false, steady: false },
  { name: 'rain_mm', type: TYPE.double, meaning: 'number', nullable: false, steady: false },
  { name: 'wind', type: TYPE.double, meaning: 'number', nullable: true, steady: false },
  { name: 'battery', type: TYPE.double, meaning: 'number', nullable: true, steady: false },
  { name: 'interval_s', type: TYPE.int32, meaning: 'number', nullable: true, steady: false },
];

/** What a write works with. */
interface WriteBuffers {
  readonly encoder: ColumnEncoder;
  /** A column that is computed. */
  readonly computed: Float64Array;
}

function writeBuffers(): WriteBuffers {
  return { encoder: new ColumnEncoder(), computed: new Float64Array(MOST_ROWS) };
}

/** It ends before it gives the thread away: no other write has the same buffers meanwhile. */
function write(
  { gauge, bucket, runs, usualS, buffers = new Buffers() }: GaugeSeries,
  out: OutputFolder,
  path: string,
): Fingerprint {
  const file = out.stage(path);
  const { encoder, computed } = buffers.of(writeBuffers);
  const rainMm = bucket.rainMm.data.subarray(0, bucket.count);
  const hasUnknown = gauge.history !== undefined && rainMm.some(Number.isNaN);
  const columns = hasUnknown
    ? COLUMNS.map((one) => ({ ...one, nullable: one.nullable || one.name === 'rain_mm' }))
    : COLUMNS;
  const writer = new ParquetWriter(columns, encoder, file.write);
  const intervals = new Intervals(runs, hasUnknown ? rainMm : undefined);
  for (let start = 0; start < bucket.count; start += MOST_ROWS)
    writer.writeGroup(columnsOf(bucket, start, Math.min(start + MOST_ROWS, bucket.count), intervals, computed));
  writer.finish({
    gauge: gauge.name,
    ...calibrationOfRows(gauge, bucket, usualS),
    ...(gauge.intervalS === undefined ? {} : { usual_interval_s: String(gauge.intervalS) }),
    interval: 'a reading counts the rain of (time - interval_s, time]; null: not known',
  });
  return file.finish();
}

/** The values of `COLUMNS`, rows `start` to `end`; each is good until the next is asked for. */
function* columnsOf(
  { timeS, tips, rainMm, wind, battery }: GaugeSeries['bucket'],
  start: number,
  end: number,
  intervals: Intervals,
  computed: Float64Array,
): Generator<Float64Array | Uint32Array, void> {
  yield milliseconds(timeS.data.subarray(start, end), computed);
  for (const { data } of [tips, rainMm, wind, battery]) yield data.subarray(start, end);
  yield intervals.take(end - start, computed);
}

/** What made the rain: one curve, or the rows of tables by date. */
function calibrationOfRows(
  { curve, history }: GaugeSeries['gauge'],
  { timeS, count }: GaugeSeries['bucket'],
  usualS: number | undefined,
): Record<string, string> {
  if (!history || count === 0) return { calibration: JSON.stringify(curve) };
  const used = rowsUsed(history, { firstS: timeS.data[0]!, lastS: timeS.data[count - 1]!, usualS });
  return {
    calibration: JSON.stringify(used.curve ?? null),
    ...(used.rows ? { tables: JSON.stringify(used.rows) } : {}),
  };
}

function milliseconds(timeS: Uint32Array, into: Float64Array): Float64Array {
  for (let i = 0; i < timeS.length; i++) into[i] = timeS[i]! * 1000;
  return into.subarray(0, timeS.length);
}

/** The interval of each reading in turn, NaN where it is not known. */
class Intervals {
  private run = 0;
  private used = 0;
  private taken = 0;

  /** `rainMm`: of each reading, where some of it is NaN: not known, and in no run. */
  constructor(
    private readonly runs: readonly CoverageRun[],
    private readonly rainMm: Float64Array | undefined,
  ) {}

  take(count: number, into: Float64Array): Float64Array {
    const intervals = into.subarray(0, count);
    const start = this.taken;
    this.taken += count;
    for (let at = 0; at < count;) {
      if (this.rainMm && Number.isNaN(this.rainMm[start + at]!)) {
        intervals[at++] = NaN;
        continue;
      }
      const { intervalS, readings } = this.runs[this.run]!;
      const end = this.rainMm ? at + 1 : Math.min(count, at + readings - this.used);
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
