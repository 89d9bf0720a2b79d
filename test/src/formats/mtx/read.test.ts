import test from 'ava';
import fc from 'fast-check';
import { PluvioError } from '../../../../src/domain/errors.js';
import { writeMatrixMarket } from '../../../../src/formats/mtx/matrix-market.js';
import { readFirstYear, readMatrixMarket } from '../../../../src/formats/mtx/read.js';

const entries = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 527_040 }),
      fc.oneof(
        fc.integer({ min: 1, max: 9_000_000 }).map((n) => n / 1e6),
        fc.integer({ min: -1000, max: 1000 }),
        fc.constant(0.30000000000000004),
      ),
    ),
    { maxLength: 40, selector: ([row]) => row },
  )
  .map((list) => list.sort(([a], [b]) => a - b));

function matrixBytes(year: number, columns: readonly (readonly (readonly [number, number])[])[]): Buffer {
  const pages: Uint8Array[] = [];
  writeMatrixMarket(
    year,
    columns.map((list, i) => ({
      gauge: `gauge ${i}`,
      count: list.length,
      rows: Uint32Array.from(list, ([row]) => row),
      valuesMm: Float64Array.from(list, ([, mm]) => mm),
    })),
    (bytes) => pages.push(bytes),
  );
  return Buffer.concat(pages);
}

test('readMatrixMarket reads back what writeMatrixMarket wrote', (t) => {
  fc.assert(
    fc.property(fc.array(entries, { minLength: 1, maxLength: 3 }), (columns) => {
      const bytes = matrixBytes(2024, columns);
      t.is(readFirstYear(bytes, 'x.mtx'), 2024);
      const { rows, columns: read } = readMatrixMarket(bytes, 'x.mtx');
      t.is(rows, 527_040);
      t.deepEqual(
        read.map(({ gauge, rows: at, valuesMm }) => ({ gauge, list: Array.from(at, (row, k) => [row, valuesMm[k]]) })),
        columns.map((list, i) => ({ gauge: `gauge ${i}`, list })) as never,
      );
    }),
    { numRuns: 300 },
  );
});

test('readMatrixMarket says what is wrong with a damaged matrix', (t) => {
  const good = matrixBytes(2024, [
    [
      [3, 0.2],
      [70, 1.5],
    ],
  ]).toString();
  t.notThrows(() => readMatrixMarket(Buffer.from(good), 'x.mtx'));
  for (const [from, to, why] of [
    ['%%MatrixMarket', '%%Matrix', 'first line'],
    ['527040 1 2', '527040 1 3', 'size line'],
    ['527040 1 2', '527040 2 2', 'size line'],
    ['70 1 1.5\n', '70 1 1.5', 'size line'],
    ['70 1 1.5\n', '', 'size line'],
    ['70 1 1.5', '70 1 1.5\n', 'size line'],
    ['70 1 1.5', '70  1 1.5', 'no entry'],
    ['70 1 1.5', '70 2 1.5', 'no entry'],
    ['70 1 1.5', '70 1', 'no entry'],
    ['70 1 1.5', '70 1 ', 'no entry'],
    ['70 1 1.5', '70 1 x', 'no entry'],
    ['70 1 1.5', '70 1 1.5 ', 'no entry'],
    ['70 1 1.5', '70.0 1 1.5', 'no entry'],
    ['70 1 1.5', '0 1 1.5', 'no entry'],
    ['70 1 1.5', '600000 1 1.5', 'no entry'],
    ['70 1 1.5', '3 1 1.5', 'not in its place'],
    ['70 1 1.5', '2 1 1.5', 'not in its place'],
  ] as const) {
    const bytes = Buffer.from(good.replace(from, to));
    const error = t.throws(() => readMatrixMarket(bytes, 'x.mtx'), { instanceOf: PluvioError }, `${from} → ${to}`);
    t.is(error.code, 'DAMAGED');
    t.is(error.file, 'x.mtx');
    t.true(error.message.includes(why), error.message);
  }
  for (const none of ['', '\n', '%', '%%MatrixMarket matrix coordinate real general\n% x'])
    t.throws(() => readMatrixMarket(Buffer.from(none), 'x.mtx'), { instanceOf: PluvioError });
});
