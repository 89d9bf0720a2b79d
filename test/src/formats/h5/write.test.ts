import path from 'node:path';
import test from 'ava';
import h5wasm, { type Dataset, type File, type Group } from 'h5wasm/node';
import { gaugeYears, minutesOf, networkGauges, rangesOf, startOf, truthOf } from '../csv-truth.js';
import { fixtureCases, makeCase, temporaryFolder } from '../made-case.js';

await h5wasm.ready;

for (const fixture of await fixtureCases()) {
  test(`h5: ${fixture.name}: every group holds the matrix of the CSV files`, async (t) => {
    const folder = temporaryFolder(t);
    const tree = await makeCase(fixture, folder, ['--formats', 'h5']);
    const check = (file: string, gauges: string[], year: number): void => {
      const h5 = new h5wasm.File(path.join(folder, file), 'r');
      const truths = gauges.map((gauge) => truthOf(tree, gauge, year));
      const entries = truths.flatMap(({ rain }, col) =>
        [...rain].sort(([a], [b]) => a - b).map(([row, mm]) => [row, col, mm]),
      );
      const byRow = [...entries].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
      const shape = [minutesOf(year), gauges.length];
      const numbers = (name: string): number[] => numbersOf(h5, name);
      t.deepEqual(
        numbers('coo/indices_0').map((row, k) => [row, numbers('coo/indices_1')[k], numbers('coo/values')[k]]),
        byRow,
      );
      t.deepEqual(
        numbers('csc/indices_1'),
        entries.map(([row]) => row),
      );
      t.deepEqual(
        numbers('csc/values'),
        entries.map(([, , mm]) => mm),
      );
      for (const [group, format] of [
        ['coo', 'COO'],
        ['csc', 'CSC'],
      ] as const) {
        const { binsparse } = JSON.parse((h5.get(group) as Group).attrs.binsparse!.value as string) as {
          binsparse: Record<string, unknown>;
        };
        t.like(binsparse, { version: '0.1', format, shape, number_of_stored_values: entries.length });
      }
      const pointers = numbers('sparse_matrix/indptr');
      t.is(pointers.length, shape[0]! + 1);
      t.deepEqual(
        numbers('sparse_matrix/data'),
        byRow.map(([, , mm]) => mm),
      );
      t.deepEqual(
        numbers('sparse_matrix/indices'),
        byRow.map(([, col]) => col),
      );
      t.true(byRow.every(([row], k) => pointers[row!]! <= k && k < pointers[row! + 1]!));
      t.deepEqual(Array.from((h5.get('sparse_matrix') as Group).attrs.shape!.value as BigInt64Array, Number), shape);
      const stamps = numbers('timestamps');
      t.deepEqual([stamps.length, stamps[0], stamps.at(-1)], [shape[0], startOf(year), startOf(year + 1) - 60]);
      t.deepEqual((h5.get('gauges') as Dataset).value, gauges);
      t.deepEqual(
        numbers('observed'),
        truths.flatMap((truth, j) => rangesOf(truth.observed).flatMap((range) => [j, ...range])),
      );
      t.is(h5.attrs.unit!.value, 'mm');
      h5.close();
    };
    const years = gaugeYears(tree);
    t.is([...tree.keys()].filter((file) => file.endsWith('.h5')).length > 0, years.length > 0);
    for (const { gauge, year } of years) check(`${gauge}/${year}/${gauge}_sparse_${year}.h5`, [gauge], year);
    for (const year of new Set(years.map((each) => each.year)))
      check(`network/${year}/network_sparse_${year}.h5`, networkGauges(tree, year), year);
  });
}

function numbersOf(file: File, name: string): number[] {
  return Array.from((file.get(name) as Dataset).value as ArrayLike<number | bigint>, Number);
}
