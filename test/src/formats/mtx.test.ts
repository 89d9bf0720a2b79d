import test from 'ava';
import { gaugeYears, minutesOf, networkGauges, startOf, truthOf } from './csv-truth.js';
import { fixtureCases, makeCase, temporaryFolder } from './made-case.js';

for (const fixture of await fixtureCases()) {
  test(`mtx: ${fixture.name}: a plain reader finds the wet minutes of the CSV files`, async (t) => {
    const tree = await makeCase(fixture, temporaryFolder(t), []);
    const check = (path: string, gauges: string[], year: number): void => {
      const lines = Buffer.from(tree.get(path)!).toString('utf8').trimEnd().split('\n');
      const comments = lines.filter((line) => line.startsWith('%'));
      const [size, ...entries] = lines.slice(comments.length).map((line) => line.split(' ').map(Number));
      const wet = gauges.flatMap((gauge, col) =>
        [...truthOf(tree, gauge, year).rain].sort(([a], [b]) => a - b).map(([row, mm]) => [row + 1, col + 1, mm]),
      );
      t.is(comments[0], '%%MatrixMarket matrix coordinate real general');
      t.true(comments.some((line) => line.includes(`(Unix ${startOf(year)})`)));
      t.true(comments.includes('% unit: mm'));
      t.deepEqual(size, [minutesOf(year), gauges.length, wet.length]);
      t.deepEqual(entries, wet);
    };
    const years = gaugeYears(tree);
    for (const { gauge, year } of years) check(`${gauge}/${year}/${gauge}_sparse_${year}.mtx`, [gauge], year);
    for (const year of new Set(years.map((each) => each.year)))
      check(`network/${year}/network_sparse_${year}.mtx`, networkGauges(tree, year), year);
    t.is(
      [...tree.keys()].some((path) => path.endsWith('.mtx')),
      years.length > 0,
    );
  });
}
