import test from 'ava';
import { gaugeYears, minutesOf, networkGauges, rangesOf, startOf, truthOf } from '../csv-truth.js';
import { fixtureCases, makeCase, temporaryFolder } from '../made-case.js';
import { parseNpy, unzip } from '../zip-reader.js';

for (const fixture of await fixtureCases()) {
  test(`npz: ${fixture.name}: matrices are those of the CSV files, dry told from missing`, async (t) => {
    const tree = await makeCase(fixture, temporaryFolder(t), ['--formats', 'npz']);
    const check = (path: string, gauges: string[], year: number): void => {
      const { arrays, shape } = contentOf(tree.get(path)!);
      const truths = gauges.map((gauge) => truthOf(tree, gauge, year));
      const entries = truths.flatMap(({ rain }, col) =>
        [...rain].sort(([a], [b]) => a - b).map(([row, mm]) => [row, col, mm]),
      );
      t.deepEqual(arrays.format, ['csc']);
      t.deepEqual(arrays.shape, [minutesOf(year), gauges.length]);
      t.deepEqual(arrays.gauges, gauges);
      t.deepEqual([arrays.first_minute_s, shape('first_minute_s')], [[startOf(year)], []]);
      t.deepEqual([arrays.unit, shape('unit')], [['mm'], []]);
      t.deepEqual(arrays.indices, arrays.row);
      t.deepEqual(
        arrays.row!.map((row, k) => [row, arrays.col![k], arrays.data![k]]),
        entries,
      );
      const pointers = [0, ...truths.map((_, j) => entries.filter(([, col]) => col! <= j).length)];
      t.deepEqual(arrays.indptr, pointers);
      const observed = truths.flatMap((truth, j) => rangesOf(truth.observed).map((range) => [j, ...range]));
      t.deepEqual(arrays.observed, observed.flat());
      t.deepEqual(shape('observed'), [observed.length, 3]);
      t.is(shape('coverage')[1], 5);
    };
    const years = gaugeYears(tree);
    for (const { gauge, year } of years) check(`${gauge}/${year}/${gauge}_sparse_${year}.npz`, [gauge], year);
    for (const year of new Set(years.map((each) => each.year)))
      check(`network/${year}/network_sparse_${year}.npz`, networkGauges(tree, year), year);
    t.is(
      [...tree.keys()].filter((path) => path.endsWith('.npz')).length,
      years.length + new Set(years.map(({ year }) => year)).size,
    );
  });
}

function contentOf(bytes: Uint8Array): {
  arrays: Record<string, (number | string)[]>;
  shape: (name: string) => number[];
} {
  const arrays = new Map([...unzip(bytes)].map(([name, npy]) => [name.replace(/\.npy$/, ''), parseNpy(npy)]));
  return {
    arrays: Object.fromEntries([...arrays].map(([name, { values }]) => [name, values])),
    shape: (name) => arrays.get(name)!.shape,
  };
}
