import pl from 'nodejs-polars';
import { tellFound } from './found.js';

/**
 * `node polars.js <kind> <file>`, its threads by POLARS_MAX_THREADS: Polars' reader. Its best form found: a lazy scan with a schema, times
 * parsed by a given form, columns that are not asked for left unread by the projection.
 */
const [kind, path] = process.argv.slice(2) as [string, string];
/** What strptime gives counts microseconds, whatever unit it is asked for; their sum is more than a whole number of 64 bits holds. */
const US_A_SECOND = 1e6;
const isToa5 = kind === 'toa5';
const TOA5 = { t: pl.Utf8, record: pl.Int64, battery: pl.Float64, air: pl.Float64, rain: pl.Float64 };
const ISO = { t: pl.Utf8, rain: pl.Int64, battery: pl.Float64 };
const scan = pl.scanCSV(path, {
  hasHeader: false,
  skipRows: isToa5 ? 4 : 1,
  schema: isToa5 ? TOA5 : ISO,
  ...(isToa5 ? { nullValues: 'NAN' } : { quoteChar: '' }),
});
const stamp = pl.col('t').str.strptime(pl.Datetime('ms'), isToa5 ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%dT%H:%M:%SZ');
const tips = isToa5 ? pl.col('rain').div(0.2).round(0) : pl.col('rain');
const sums = await scan
  .select(
    pl.col('t').count().alias('rows'),
    stamp.cast(pl.Int64).div(US_A_SECOND).sum().alias('stampsS'),
    tips.sum().alias('tips'),
    pl.col('battery').sum().alias('battery'),
  )
  .collect();
const [row] = sums.toRecords() as [{ rows: number; stampsS: number; tips: number; battery: number }];
tellFound({ ...row });
