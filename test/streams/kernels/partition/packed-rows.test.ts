import test from 'ava';
import { KEPT } from '../../../../src/domain/columns.js';
import fc from 'fast-check';
import { MOST_PACKED_BYTES, PackedRows } from '../../../../streams/kernels/partition/packed-rows.js';
import { BLOCK_ROWS, rowColumns, type RowColumns } from '../../../../streams/kernels/partition/row-columns.js';

const stamps = fc.oneof(
  fc.constant((i: number) => 1_704_067_200 + 60 * i),
  fc.constant((i: number) => 1_704_067_200 + (i % 7 === 3 ? 0 : 61 * i)),
  fc.integer({ min: 0, max: 70_000 }).map((step) => (i: number) => step * i),
  fc.constant((i: number) => 0xffffffff - i),
);
const value = fc.oneof(
  fc.constantFrom(0, NaN, 0.001, 65.535, 65.536, 0.0005, 12.2261, -1, 1e-7, 1e300, Infinity),
  fc.integer({ min: 0, max: 99_999 }).map((thousandths) => thousandths / 1000),
  fc.double({ noNaN: false }).map((double) => double + 0),
);
const floats = fc.oneof(
  value.map((one) => () => one),
  fc.array(value, { minLength: 1, maxLength: 30 }).map((list) => (i: number) => list[i % list.length]!),
  fc.tuple(value, fc.integer({ min: 2, max: 99 })).map(
    ([rare, every]) =>
      (i: number) =>
        i % every === 0 ? rare : 0,
  ),
);
const counts = fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 1, max: 99 })).map(
  ([rare, every]) =>
    (i: number) =>
      i % every === 0 ? rare : 0,
);
const someRows = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(BLOCK_ROWS - 1, BLOCK_ROWS));

function filled(rows: number, values: Record<(typeof KEPT)[number], (i: number) => number>): RowColumns {
  const columns = rowColumns(rows);
  for (const name of KEPT) for (let i = 0; i < rows; i++) columns[name][i] = values[name](i);
  return columns;
}

test('PackedRows gives back every column as it was, wherever it is put', (t) => {
  const packed = new PackedRows();
  fc.assert(
    fc.property(
      someRows,
      fc.record({ timeS: stamps, tips: counts, wind: floats, battery: floats, rainMm: floats }),
      fc.integer({ min: 0, max: 9 }),
      (rows, values, at) => {
        const columns = filled(rows, values);
        const bytes = packed.pack(columns, rows);
        t.true(bytes <= MOST_PACKED_BYTES, `${bytes} bytes for ${rows} rows`);
        // Only the packed bytes travel.
        packed.bytes.fill(0xff, bytes);
        const back = rowColumns(rows + at + 1);
        for (const name of KEPT) back[name].fill(7);
        packed.unpack(back, at, rows);
        for (const name of KEPT) {
          const around = [...back[name].subarray(0, at), back[name].at(-1)];
          const isAside = around.every((other) => other === 7);
          const isSame = columns[name].every((value, i) => Object.is(back[name][at + i], value));
          t.true(isAside && isSame, isSame ? `${name} was written outside its rows` : name);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('PackedRows takes 5 bytes for a usual reading', (t) => {
  const columns = filled(BLOCK_ROWS, {
    timeS: (i) => 1_704_067_200 + 60 * i,
    tips: (i) => (i % 125 === 0 ? 1 : 0),
    wind: () => 0,
    battery: (i) => (12_000 + (i % 999)) / 1000,
    rainMm: (i) => (i % 125 === 0 ? 0.215252 : 0),
  });
  t.true(new PackedRows().pack(columns, BLOCK_ROWS) < 5 * BLOCK_ROWS);
});
