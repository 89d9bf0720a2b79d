import pl from 'nodejs-polars';
import { MINUTE_S, yearOf, yearRange } from '../../src/domain/time/time.js';
import { WANTED } from '../job.js';
import { seriesPath, tripletsPath } from './output-paths.js';

/**
 * `node polars.js <dumps> <out>`: the job in Polars, on all threads. Its best form found: one lazy scan with a schema
 * and the filter pushed down, each gauge sorted by its integer stamp (cheaper than `unique` over two columns), repeated
 * stamps dropped by looking at the row before, years written by lazy sinks.
 */
const SCHEMA = { label: pl.Utf8, time_s: pl.Int64, tips: pl.Int64, wind: pl.Int64, battery: pl.Float64 };
const DATETIME = { datetimeFormat: '%Y-%m-%d %H:%M:%S' };

const depthMm = pl.col('tips').mul(0.2);
const rainMm = depthMm.mul(depthMm).mul(0.0008).plus(depthMm.mul(1.0761)).round(6);

async function load(dumps: string): Promise<pl.DataFrame[]> {
  const readings = await pl
    .scanCSV(`${dumps}/**/*.txt`, { hasHeader: false, schema: SCHEMA })
    .filter(pl.col('label').isIn([...WANTED]))
    .collect();
  return WANTED.map((gauge) => {
    const sorted = readings.filter(pl.col('label').eq(pl.lit(gauge))).sort({ by: ['time_s'], maintainOrder: true });
    return sorted.filter(pl.col('time_s').neq(pl.col('time_s').shift(1)).fillNull(true));
  });
}

function seriesOf(year: pl.LazyDataFrame, rain: pl.Expr): pl.LazyDataFrame {
  return year.select(
    pl.col('time_s').mul(1000).cast(pl.Datetime('ms')).alias('Datetime_TU'),
    pl.col('time_s').alias('Timestamp'),
    pl.col('label').alias('Station'),
    rain.alias('Rain'),
    pl.col('wind').alias('Wind'),
    pl.col('battery').alias('Battery'),
  );
}

function inYear(readings: pl.DataFrame, year: number): pl.LazyDataFrame {
  const { startS, endS } = yearRange(year);
  return readings.lazy().filter(pl.col('time_s').gtEq(startS).and(pl.col('time_s').lt(endS)));
}

async function tripletsOf(year: pl.LazyDataFrame, startS: number, column: number): Promise<pl.DataFrame> {
  return year
    .filter(pl.col('tips').gt(0))
    .select(
      pl.col('time_s').minus(startS).div(MINUTE_S).floor().plus(1).cast(pl.Int64).alias('minute'),
      rainMm.alias('mm'),
    )
    .groupBy(['minute'])
    .agg(pl.col('mm').sum().round(6))
    .sort(['minute'])
    .select(pl.col('minute'), pl.lit(column).alias('gauge'), pl.col('mm'))
    .collect();
}

async function run(dumps: string, out: string): Promise<void> {
  const gauges = await load(dumps);
  const years = gauges.flatMap((readings) =>
    readings.height ? [yearOf(readings.getColumn('time_s').min()), yearOf(readings.getColumn('time_s').max())] : [],
  );
  for (let year = Math.min(...years); year <= Math.max(...years); year++) {
    const triplets: pl.DataFrame[] = [];
    for (const [index, readings] of gauges.entries()) {
      const part = inYear(readings, year);
      await seriesOf(part, pl.col('tips'))
        .sinkCSV(seriesPath(out, WANTED[index]!, year, 'concatenated'), DATETIME)
        .collect();
      await seriesOf(part, rainMm)
        .sinkCSV(seriesPath(out, WANTED[index]!, year, 'treated'), DATETIME)
        .collect();
      triplets.push(await tripletsOf(part, yearRange(year).startS, index + 1));
    }
    pl.concat(triplets).writeCSV(tripletsPath(out, year), { includeHeader: false });
  }
}

await run(process.argv[2]!, process.argv[3]!);
