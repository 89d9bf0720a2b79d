import test from 'ava';
import { gaugeYears, minutesOf, networkGauges, startOf, truthOf } from '../csv-truth.js';
import { fixtureCases, makeCase, temporaryFolder } from '../made-case.js';

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
      t.true(wellFormed(Buffer.from(tree.get(path)!).toString('utf8')), path);
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

/**
 * The rules of strict readers (NIST's own, Julia's MatrixMarket): comments before the size line only, no blank line, nothing
 * but single blanks between whole numbers and a decimal, lines of at most 1,024 characters, each ended.
 */
function wellFormed(text: string): boolean {
  const lines = text.split('\n');
  const size = lines.findIndex((line) => !line.startsWith('%'));
  return (
    lines.pop() === '' &&
    lines.every(({ length }) => length > 0 && length <= 1024) &&
    /^\d+ \d+ \d+$/.test(lines[size]!) &&
    lines.slice(size + 1).every((line) => /^[1-9]\d* [1-9]\d* -?\d+(\.\d+)?$/.test(line)) &&
    Number(lines[size]!.split(' ')[2]) === lines.length - size - 1
  );
}
