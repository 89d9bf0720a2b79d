import path from 'node:path';
import test from 'ava';
import pl from 'nodejs-polars';
import { gaugeYears, truthOf } from './csv-truth.js';
import { fixtureCases, makeCase, temporaryFolder } from './made-case.js';

for (const fixture of await fixtureCases()) {
  test(`parquet: ${fixture.name}: Polars reads the rows of the CSV files, gauge and year from the folders`, async (t) => {
    const folder = temporaryFolder(t);
    const tree = await makeCase(fixture, folder, ['--formats', 'parquet']);
    const years = gaugeYears(tree);
    if (years.length === 0) {
      t.false([...tree.keys()].some((file) => file.endsWith('.parquet')));
      return;
    }
    const all = pl.scanParquet(path.join(folder, 'parquet/**/*.parquet'), { hivePartitioning: true });
    for (const { gauge, year } of years) {
      const rows = await all
        .filter(
          pl
            .col('gauge')
            .eq(pl.lit(gauge))
            .and(pl.col('year').eq(pl.lit(year))),
        )
        .sort('time')
        .collect();
      const read = rows.toRecords().map(({ time, tips, rain_mm, wind, battery, interval_s }) => ({
        timeS: Number(time as Date | number) / 1000,
        tips,
        rainMm: rain_mm,
        wind,
        battery,
        intervalS: interval_s,
      }));
      t.deepEqual(read as unknown[], [...truthOf(tree, gauge, year).readings]);
    }
  });
}
