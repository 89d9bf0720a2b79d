import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { gaugeYears, truthOf } from '../csv-truth.js';
import { fixtureCases, makeCase, temporaryFolder } from '../made-case.js';

const duckdb = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();

for (const fixture of await fixtureCases()) {
  test(`parquet: ${fixture.name}: DuckDB reads the rows of the CSV files from the partitions`, async (t) => {
    const folder = temporaryFolder(t);
    const tree = await makeCase(fixture, folder, ['--formats', 'parquet']);
    const years = gaugeYears(tree);
    const files = [...tree.keys()].filter((file) => file.startsWith('parquet/')).sort();
    t.deepEqual(files, years.map(({ gauge, year }) => `parquet/gauge=${gauge}/year=${year}/readings.parquet`).sort());
    if (files.length === 0) return;
    const select = `SELECT epoch(time)::BIGINT AS "timeS", tips, rain_mm AS "rainMm", wind, battery, interval_s AS "intervalS"
      FROM read_parquet($files) WHERE gauge = $gauge AND year = $year ORDER BY time`;
    for (const { gauge, year } of years) {
      const result = await duckdb.runAndReadAll(select, {
        files: path.join(folder, 'parquet/**/*.parquet'),
        gauge,
        year,
      });
      const rows = result.getRowObjectsJS().map((row) => ({ ...row, timeS: Number(row.timeS) }));
      t.deepEqual(rows as unknown[], [...truthOf(tree, gauge, year).readings]);
    }
  });
}
