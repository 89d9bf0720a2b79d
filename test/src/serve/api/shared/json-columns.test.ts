import test from 'ava';
import fc from 'fast-check';
import { jsonBytes, numberColumn, stampColumn } from '../../../../../src/serve/api/shared/json-columns.js';
import { orNull } from '../../../../../src/serve/api/shared/numbers.js';

test('jsonBytes: columns as bytes give what lists of numbers give, wherever they stand', (t) => {
  const startS = fc.oneof(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom(0, 1, 99, 999_999_999));
  const value = fc.oneof(fc.constantFrom(0, 1, -0, NaN, 0.1, 1e-7, 123.456789), fc.double({ noNaN: true }));
  const shape = fc.record({ startS, stepS: fc.constantFrom(0, 1, 60, 3600, 90_061), values: fc.array(value) });
  fc.assert(
    fc.property(fc.array(shape, { maxLength: 3 }), fc.string(), (parts, name) => {
      const told = (columns: boolean): unknown => ({
        [name]: name,
        parts: parts.map(({ startS: first, stepS, values }) => ({
          time: columns ? stampColumn(first, stepS, values.length) : values.map((_, i) => first + i * stepS),
          values: columns ? numberColumn(Float64Array.from(values), orNull) : values.map(orNull),
          after: null,
        })),
      });
      t.is(Buffer.from(jsonBytes(told(true))).toString(), `${JSON.stringify(told(false))}\n`);
    }),
    { numRuns: 300 },
  );
});

test('jsonBytes: more values than a page has', (t) => {
  const values = Float64Array.from({ length: 200_000 }, (_, i) => (i % 7 === 0 ? i / 8 : 0));
  const json = { time: stampColumn(1_700_000_000, 60, values.length), values: numberColumn(values, orNull) };
  const { time, values: read } = JSON.parse(Buffer.from(jsonBytes(json)).toString()) as Record<string, number[]>;
  t.deepEqual(read, [...values]);
  t.deepEqual([time!.length, time!.at(-1)], [200_000, 1_700_000_000 + 60 * 199_999]);
});
