import test from 'ava';
import fc from 'fast-check';
import { Provisional } from '../../../streams/kernels/provisional.js';
import { rowColumns, type RowColumns } from '../../../streams/kernels/row-columns.js';

type Row = readonly [tips: number, wind: number, battery: number];

/** Rows of one stamp, 60. */
function columnsOf(rows: readonly Row[]): RowColumns {
  const columns = rowColumns(rows.length);
  rows.forEach(([tips, wind, battery], i) => {
    columns.timeS[i] = 60;
    columns.tips[i] = tips;
    columns.wind[i] = wind;
    columns.battery[i] = battery;
  });
  return columns;
}

/** Lets two rows meet, the places of those without an end being given. */
function meet(rows: readonly [Row, Row], places: readonly number[]) {
  const columns = columnsOf(rows);
  const provisional = new Provisional({ places, publishedS: [] });
  provisional.arrive({ place: 0, rows: 2, leastS: 60, mostS: 60, position: 0, bytes: 0 }, columns.timeS, 0);
  const isOne = provisional.meet(columns, { first: 0, second: 1, settledRows: 0 });
  provisional.settle();
  return { isOne, winner: provisional.winner, left: provisional.stampsS };
}

/** What a line reads as when it is cut after so many of its signs; undefined where that is no reading any more. */
function cut(line: string, length: number): Row | undefined {
  const [tips, wind, battery] = line.slice(0, length).split(',');
  if (tips === undefined || !/^\d+$/.test(tips)) return undefined;
  const measure = (text: string | undefined): number => (text === undefined || text === '' ? NaN : Number(text));
  return [Number(tips), measure(wind), measure(battery)];
}

test('Provisional.meet: wherever a line was cut, the whole one stays, whichever came first', (t) => {
  const number = fc.oneof(
    fc.integer({ min: 0, max: 99 }),
    fc.integer({ min: 0, max: 99_999 }).map((n) => n / 1000),
  );
  fc.assert(
    fc.property(fc.nat(500), number, number, fc.nat(12), (tips, wind, battery, length) => {
      const line = `${tips},${wind},${battery}`;
      const half = cut(line, length);
      fc.pre(half !== undefined);
      const whole: Row = [tips, wind, battery];
      t.deepEqual(meet([half, whole], [0]), { isOne: true, winner: columnsEqual(half, whole) ? 0 : 1, left: [] });
      t.deepEqual(meet([whole, half], [1]), { isOne: true, winner: 0, left: [] });
    }),
  );
});

function columnsEqual(a: Row, b: Row): boolean {
  return a.every((value, i) => Object.is(value, b[i]));
}

test('Provisional.meet: whole lines that differ are left to be a conflict, also where one begins the other', (t) => {
  t.false(
    meet(
      [
        [1, NaN, NaN],
        [12, 0, 12.2],
      ],
      [],
    ).isOne,
  );
});

test('Provisional.meet: a line without an end is no beginning of one with other values', (t) => {
  for (const whole of [
    [2, 3, 12.2],
    [21, 3, 12.2],
    [1, 4, 12.2],
  ] as const) {
    const { isOne, left } = meet([[1, 3, NaN], whole], [0]);
    t.false(isOne);
    t.deepEqual(left, [60], 'it still waits for its whole line');
  }
  t.false(
    meet(
      [
        [12, 0, 12.2],
        [1, 0, NaN],
      ],
      [1],
    ).isOne,
  );
});

test('Provisional.meet: of two halves the longer stays, and still waits', (t) => {
  t.deepEqual(
    meet(
      [
        [1, NaN, NaN],
        [12, 0, NaN],
      ],
      [0, 1],
    ),
    { isOne: true, winner: 1, left: [60] },
  );
  t.deepEqual(
    meet(
      [
        [12, 0, NaN],
        [1, NaN, NaN],
      ],
      [0, 1],
    ),
    { isOne: true, winner: 0, left: [60] },
  );
});
