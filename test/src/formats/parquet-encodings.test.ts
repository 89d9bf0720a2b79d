import fs from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import fc from 'fast-check';
import { ColumnEncoder, TYPE } from '../../../src/formats/parquet/column.js';
import { ParquetWriter, type MeaningfulColumn } from '../../../src/formats/parquet/writer.js';
import { temporaryFolder } from './made-case.js';

const COLUMNS: readonly MeaningfulColumn[] = [
  { name: 'time', type: TYPE.int64, meaning: 'time', nullable: false, steady: true },
  { name: 'tips', type: TYPE.int32, meaning: 'count', nullable: false, steady: false },
  { name: 'wind', type: TYPE.double, meaning: 'number', nullable: true, steady: false },
];

/** Stretches of one value and of others, as columns have them. */
function stretches<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  const stretch = fc.tuple(value, fc.integer({ min: 1, max: 40 }));
  return fc
    .array(stretch, { minLength: 1, maxLength: 30 })
    .map((all) => all.flatMap(([v, n]) => new Array<T>(n).fill(v)));
}

test('ParquetWriter: DuckDB reads back any numbers, whatever their runs, steps and nulls', async (t) => {
  const duckdb = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const folder = temporaryFolder(t);
  let files = 0;
  const rows = fc.record({
    steps: stretches(fc.oneof(fc.constant(60), fc.integer({ min: 1, max: 20_000_000 }))),
    tips: stretches(fc.integer({ min: 0, max: 4_294_967_295 })),
    wind: stretches(fc.oneof(fc.constant(NaN), fc.double({ noNaN: true, noDefaultInfinity: true }))),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 2 }), async (groups) => {
      const pieces: Uint8Array[] = [];
      const writer = new ParquetWriter(COLUMNS, new ColumnEncoder(), (bytes) => pieces.push(Uint8Array.from(bytes)));
      const expected: unknown[][] = [];
      let timeMs = 0;
      for (const { steps, tips, wind } of groups) {
        const count = Math.min(steps.length, tips.length, wind.length);
        const times = Float64Array.from({ length: count }, (_, i) => (timeMs += steps[i]! * 1000));
        writer.writeGroup([times, Uint32Array.from(tips.slice(0, count)), Float64Array.from(wind.slice(0, count))]);
        times.forEach((time, i) => expected.push([time, tips[i], Number.isNaN(wind[i]) ? null : wind[i]! + 0]));
      }
      writer.finish({ gauge: 'Any' });
      // DuckDB remembers parts of a file by its name and date: each run has a name of its own.
      const file = path.join(folder, `any-${files++}.parquet`);
      fs.writeFileSync(file, Buffer.concat(pieces));
      const select = `SELECT epoch_ms(time)::DOUBLE, tips, wind FROM '${file}' ORDER BY time`;
      const read = (await duckdb.runAndReadAll(select)).getRowsJS();
      t.deepEqual(
        read.map(([time, tips, wind]) => [time, tips, wind === null ? null : Number(wind) + 0]),
        expected,
      );
    }),
    { numRuns: 60 },
  );
});
