import test from 'ava';
import fc from 'fast-check';
import { SENT } from '../../../../src/domain/columns.js';
import { yearStartS } from '../../../../src/domain/time/time.js';
import { SeenStamps } from '../../../../streams/kernels/partition/seen-stamps.js';
import { YearTable } from '../../../../streams/kernels/settle/year-table.js';

const START_S = yearStartS(2023);

/** Stamps as loggers and outages make them: runs that ascend, begin anywhere, come twice, or run backwards. */
const stamps = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 300 }),
      second: fc.constantFrom(0, 0, 0, 1, 59),
      step: fc.constantFrom(60, 60, 61, 0, -60),
      rows: fc.integer({ min: 1, max: 60 }),
    }),
    { maxLength: 12 },
  )
  .map((runs) =>
    runs.flatMap(({ minute, second, step, rows }) =>
      Array.from({ length: rows }, (_, i) => START_S + 20_000 + 60 * minute + second + step * i),
    ),
  );
const received = stamps.chain((list) =>
  fc
    .array(fc.constantFrom(0, 0, 0, 1), { minLength: list.length, maxLength: list.length })
    .map((tips) => list.map((timeS, i) => ({ timeS, tips: tips[i]! }))),
);
type Row = { readonly timeS: number; readonly tips: number };

/** The plain twin: the first reading of each stamp stays. */
function plainSettle(published: readonly Row[], rows: readonly Row[]) {
  const kept = new Map(published.map((row) => [row.timeS, row]));
  let duplicates = 0;
  const conflicts: number[] = [];
  rows.forEach((row, place) => {
    const winner = kept.get(row.timeS);
    if (!winner) kept.set(row.timeS, row);
    else if (winner.tips === row.tips) duplicates++;
    else conflicts.push(place);
  });
  return { rows: [...kept.values()].sort((a, b) => a.timeS - b.timeS), duplicates, conflicts };
}

function fill(table: YearTable, rows: readonly Row[]): void {
  table.reserve(rows.length);
  for (const { timeS, tips } of rows) {
    const { columns, count } = table;
    columns.timeS[count] = timeS;
    columns.tips[count] = tips;
    columns.wind[count] = NaN;
    // Values travel with their row.
    columns.battery[count] = tips / 10;
    columns.rainMm[count] = -timeS;
    table.count++;
  }
}

test('YearTable.settle keeps the first reading of each stamp, by stamp, and tells the others apart', (t) => {
  const table = new YearTable();
  fc.assert(
    fc.property(received, received, fc.boolean(), (before, rows, guessed) => {
      const published = plainSettle([], before).rows;
      table.start(guessed ? rows.length : 1);
      fill(table, published);
      table.asPublished();
      fill(table, rows);
      const { duplicates, conflicts } = table.settle();
      const expected = plainSettle(published, rows);
      const { count, columns } = table;
      const made = Array.from({ length: count }, (_, i) => ({ timeS: columns.timeS[i]!, tips: columns.tips[i]! }));
      t.deepEqual(made, expected.rows);
      t.deepEqual([duplicates, [...conflicts]], [expected.duplicates, expected.conflicts]);
      for (let i = 0; i < count; i++) {
        if (columns.rainMm[i] !== -made[i]!.timeS || columns.battery[i] !== made[i]!.tips / 10) t.fail(`row ${i}`);
      }
    }),
    { numRuns: 1000 },
  );
});

test('YearTable.settle takes two readings of one stamp for one only where every column that was sent is the same', (t) => {
  for (const other of SENT.slice(1)) {
    const table = new YearTable();
    table.start(3);
    fill(
      table,
      Array.from({ length: 3 }, () => ({ timeS: START_S, tips: 2 })),
    );
    table.columns[other][2] = 7;
    const { duplicates, conflicts } = table.settle();
    t.deepEqual([duplicates, [...conflicts]], [1, [2]], other);
  }
});

test('YearTable.settle takes whole years that come backwards, and one that comes again and again', (t) => {
  const table = new YearTable();
  const year = Array.from({ length: 525_600 }, (_, i) => ({ timeS: START_S + 60 * i, tips: 0 }));
  table.start(year.length);
  fill(table, year.toReversed());
  t.deepEqual(table.settle(), { duplicates: 0, withdrawn: 0, conflicts: new Uint32Array(0) });
  t.true(table.columns.timeS.subarray(0, table.count).every((s, i) => s === year[i]!.timeS));
  table.start(3 * year.length);
  for (let time = 0; time < 3; time++)
    for (let at = 0; at < year.length; at += 4096) fill(table, year.slice(at, at + 4096));
  t.deepEqual(table.settle(), { duplicates: 2 * year.length, withdrawn: 0, conflicts: new Uint32Array(0) });
  t.is(table.count, year.length);
});

test('SeenStamps takes months that come in any order for new, and none twice', (t) => {
  const seen = new SeenStamps(2023, -1);
  const month = (n: number): number[] => Array.from({ length: 40_000 }, (_, i) => START_S + 60 * (43_200 * n + i));
  for (const n of [4, 9, 6, 5, 2, 11])
    t.false(
      month(n).some((timeS) => seen.see(timeS)),
      `month ${n}`,
    );
  for (const n of [9, 2])
    t.true(
      month(n).every((timeS) => seen.see(timeS)),
      `month ${n} again`,
    );
});

test('SeenStamps never takes a stamp for new that came before', (t) => {
  fc.assert(
    fc.property(stamps, fc.constantFrom(-1, START_S + 30_000), (list, publishedUntilS) => {
      const seen = new SeenStamps(2023, publishedUntilS);
      const all = new Set<number>();
      const forgotten = list.filter((timeS) => {
        const cameBefore = all.has(timeS) || timeS <= publishedUntilS;
        all.add(timeS);
        return !seen.see(timeS) && cameBefore;
      });
      t.deepEqual(forgotten, []);
    }),
    { numRuns: 1000 },
  );
});

test('SeenStamps takes files that come in any order for new', (t) => {
  const seen = new SeenStamps(2023, -1);
  for (const day of [40, 41, 7, 300, 6]) {
    const dayS = START_S + 86_400 * day;
    for (let minute = 0; minute < 1440; minute++) if (seen.see(dayS + 60 * minute)) t.fail(`day ${day}, ${minute}`);
  }
  t.true(seen.see(START_S + 86_400 * 7));
});
