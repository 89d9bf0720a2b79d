import test from 'ava';
import fc from 'fast-check';
import type { HalfReading } from '../../../../src/domain/readings/half.js';
import { parseLine } from '../../../../src/raw/network-line/parse-line.js';
import { Provisional } from '../../../../streams/kernels/settle/provisional.js';
import { rowColumns, type RowColumns } from '../../../../streams/kernels/partition/row-columns.js';

const RULES = { gaugeKnown: true, notBeforeS: 0, notAfterS: 0xffffffff };
const STAMP_S = 60;
const HEAD = `H, ${STAMP_S}, `;

/** Lines of one stamp as rows; undefined where one of them is no reading. */
function columnsOf(lines: readonly string[]): RowColumns | undefined {
  const columns = rowColumns(lines.length);
  for (const [i, line] of lines.entries()) {
    const parsed = parseLine(HEAD + line, RULES);
    if (parsed.reason !== undefined) return undefined;
    columns.timeS[i] = parsed.stampS;
    columns.tips[i] = parsed.tips;
    columns.wind[i] = parsed.wind;
    columns.battery[i] = parsed.battery;
  }
  return columns;
}

interface Given {
  /** Places of the lines without an end. */
  readonly halves: readonly number[];
  /** Whether the first one was published before: with what its values do not tell. */
  readonly published?: HalfReading;
  /** Lines that could not be used. */
  readonly refused?: readonly string[];
}

/** Lets two lines meet, each with its text but the first of whole ones, which is gone when the second comes. */
function meet(lines: readonly [string, string], { halves, published, refused = [] }: Given) {
  const columns = columnsOf(lines)!;
  const received = halves.filter((place) => place > 0 || !published);
  const textOf = (place: number): string => HEAD + lines[place]!;
  const provisional = new Provisional({
    places: received,
    stampsS: received.map(() => STAMP_S),
    published: published ? [published] : [],
    halfText: textOf,
    lateText: (place) => (place === 0 ? undefined : textOf(place)),
    refused: refused.map((line) => ({ stampS: STAMP_S, text: HEAD + line })),
  });
  const settledRows = published ? 1 : 0;
  provisional.seePublished(columns, () => 0);
  provisional.arrive({ place: 0, rows: 2, leastS: 60, mostS: 60, position: 0, bytes: 0 }, 0);
  const isOne = provisional.meet(columns, { first: 0, second: 1, settledRows, placeOf: (row) => row });
  provisional.settle();
  const gone = provisional.takeRefused().length;
  const left = provisional.halves(columns, () => provisional.winner);
  return { isOne, winner: provisional.winner, left, gone };
}

const LEFT = [{ stampS: STAMP_S, fields: undefined }];

test('Provisional.meet: wherever a line was cut, the whole one stays, whichever came first', (t) => {
  const number = fc.oneof(
    fc.integer({ min: 0, max: 99 }).map(String),
    fc.integer({ min: -9_999, max: 99_999 }).map((n) => String(n / 1000)),
    fc.integer({ min: 0, max: 999 }).map((n) => (n / 10).toFixed(2)),
    fc.constantFrom('012', '00.5', '-0.5', '12.5V', 'na', ''),
  );
  const tips = fc.oneof(fc.nat(500).map(String), fc.constantFrom('012', '007'));
  const blank = fc.constantFrom('', ' ', '  ');
  fc.assert(
    fc.property(tips, number, number, blank, fc.nat(14), (count, wind, battery, space, length) => {
      const whole = [count, wind, battery].join(`,${space}`);
      const half = whole.slice(0, length);
      fc.pre(columnsOf([whole]) !== undefined && columnsOf([half]) !== undefined);
      const halfFirst = meet([half, whole.replaceAll(',', ' , ')], { halves: [0] });
      t.like(halfFirst, { isOne: true, left: [] }, `${half} → ${whole}`);
      t.is(halfFirst.winner, sameRow(half, whole) ? 0 : 1);
      // Published, with what its values do not tell.
      const [told] = meet([half, half], { halves: [0, 1] }).left;
      t.like(meet([half, whole], { halves: [0], published: told! }), { isOne: true, left: [], ...pick(halfFirst) });
      // Of a whole line that came before, its values are left alone.
      t.is(meet([whole, half], { halves: [1] }).winner, 0);
    }),
  );
});

const pick = ({ winner }: { winner: number }): { winner: number } => ({ winner });

function sameRow(a: string, b: string): boolean {
  const columns = columnsOf([a, b])!;
  return (['tips', 'wind', 'battery'] as const).every((name) => Object.is(columns[name][0], columns[name][1]));
}

test('Provisional.meet: whole lines that differ are left to be a conflict, also where one begins the other', (t) => {
  t.false(meet(['1', '12, 0, 12.2'], { halves: [] }).isOne);
});

test('Provisional.meet: a line without an end is no beginning of one that is written otherwise', (t) => {
  for (const whole of ['2, 0, 12.2', '21, 0, 12.2', '1, 1, 12.2', '1']) {
    for (const published of [undefined, { stampS: STAMP_S }]) {
      const { isOne, left } = meet(['1, 0', whole], { halves: [0], ...(published ? { published } : {}) });
      t.false(isOne, whole);
      t.deepEqual(left, LEFT, 'it still waits for its whole line');
    }
  }
  t.false(meet(['12, 0, 12.2', '1, 0'], { halves: [1] }).isOne);
  t.false(meet(['1, 1, 12.2', '1, 0'], { halves: [1] }).isOne);
  t.true(meet(['12, 0.5, 12.2', '12, 0.'], { halves: [1] }).isOne);
  t.false(meet(['3, ', '35, 0, 12.2'], { halves: [0] }).isOne, 'the field was whole');
});

test('Provisional.meet: zeros in front of a number are part of what was written of a published half', (t) => {
  for (const [half, whole] of [
    ['012, 00.5', '012, 00.5, 0'],
    ['100, 00.5', '100, 00.55, 0'],
  ] as const) {
    const [told] = meet([half, half], { halves: [0, 1] }).left;
    t.like(meet([half, whole], { halves: [0], published: told! }), { isOne: true, winner: 1, left: [] }, whole);
  }
});

test('Provisional.meet: of two halves the longer stays, and still waits', (t) => {
  t.deepEqual(meet(['1', '12, 0'], { halves: [0, 1] }), { isOne: true, winner: 1, left: LEFT, gone: 0 });
  t.deepEqual(meet(['12, 0', '1'], { halves: [0, 1] }), { isOne: true, winner: 0, left: LEFT, gone: 0 });
});

test('Provisional: half of a line that could not be used gives way to any other, and stands nowhere', (t) => {
  const refused = ['65535, 0, 12.2', '1,2,3,4,5,6'];
  t.like(meet(['65', '7, 0, 12.2'], { halves: [0], refused }), { isOne: true, winner: 1, left: [], gone: 0 });
  t.like(meet(['7, 0, 12.2', '65'], { halves: [1], refused }), { isOne: true, winner: 0, left: [], gone: 0 });
  t.like(meet(['65', '6'], { halves: [0, 1], refused }), { isOne: true, winner: 0, left: [], gone: 1 });
  t.like(meet(['65', '6553'], { halves: [0, 1], published: { stampS: STAMP_S }, refused }), { isOne: true, gone: 1 });
  t.like(meet(['64', '6'], { halves: [0, 1], refused }), { isOne: true, winner: 0, left: LEFT, gone: 0 });
  t.like(meet(['1, 2', '1, 2, 3'], { halves: [0], refused }), { isOne: true, winner: 1, left: [], gone: 0 });
});
