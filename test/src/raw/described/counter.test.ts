import test from 'ava';
import fc from 'fast-check';
import { read } from '../../../support/readings/described.js';

const minute = (i: number): string => `2024-01-01T00:${String(i).padStart(2, '0')}:00Z`;

/** Amounts of the values of a counter, and reasons of those that have none, by place. */
function amounts(values: readonly (number | string)[], rules: string, cuts: readonly number[] = []) {
  const toml = `header = "none"\ntime = { column = 1, format = "%Y-%m-%dT%H:%M:%S%z" }\nvalue = { column = 2, kind = "counter", ${rules} }`;
  const text = values.map((value, i) => `${minute(i)},${value}\n`).join('');
  const { readings, rejects } = read(toml, text, { cuts });
  const by = new Map<number, number | string>([
    ...readings.map((row) => [row[5], row[1]] as const),
    ...rejects.map(([line, reason]) => [line, reason] as const),
  ]);
  return values.map((_, i) => by.get(i + 1));
}

test('a counter: its first value is no rain, then differences are', (t) => {
  t.deepEqual(amounts([115, 116, 116, 119], 'glitch = 0'), [0, 1, 0, 3]);
  t.deepEqual(amounts([115, 116], 'first = "skip"'), ['counter-start', 1]);
  t.deepEqual(amounts([2, 3], 'first = "rain"'), [2, 1]);
});

test('a counter that falls is rejected where nothing is said of falls', (t) => {
  t.deepEqual(amounts([10, 4, 5], 'glitch = 0'), [0, 'counter-fell', 1]);
});

test('a counter that wraps', (t) => {
  t.deepEqual(amounts([126, 127, 1], 'wrap = 128'), [0, 1, 2]);
  t.deepEqual(amounts([65_535, 3], 'wrap = 65536'), [0, 4]);
  t.deepEqual(amounts([5999.8, 0.2], 'wrap = 6000, unit = "mm", tip_mm = 0.2'), [0, 2]);
});

test('a counter that begins again at 0, or somewhere', (t) => {
  t.deepEqual(amounts([50, 3, 4], 'reset = "zero"'), [0, 3, 1]);
  t.deepEqual(amounts([50, 3, 4], 'reset = "keep"'), [0, 0, 1]);
});

test('a counter that may wrap or begin again goes the shorter way', (t) => {
  t.deepEqual(amounts([250, 2, 0], 'wrap = 256, reset = "zero"'), [0, 8, 0]);
  t.deepEqual(amounts([20, 2], 'wrap = 256, reset = "zero"'), [0, 2]);
});

test('a glitch that comes back is no rain', (t) => {
  t.deepEqual(amounts([115, 49, 115, 116], 'glitch = 2, wrap = 128'), [0, 'counter-glitch', 0, 1]);
  t.deepEqual(amounts([115, 49, 50, 117], 'glitch = 2, reset = "zero"'), [0, 'counter-glitch', 'counter-glitch', 2]);
  t.deepEqual(amounts([115, 1, 2, 4, 5], 'glitch = 2, reset = "zero"'), [0, 1, 1, 2, 1]);
  t.deepEqual(
    amounts([126, 1, 1, 0, 1, 4], 'glitch = 3, wrap = 128'),
    [0, 3, 0, 'counter-glitch', 0, 3],
    'also after it wrapped',
  );
  t.deepEqual(amounts([115, 1], 'glitch = 2, reset = "zero"'), [0, 1], 'the end of a file says that it did not');
});

test('a missing value of a counter costs itself; what fell meanwhile comes with the next', (t) => {
  t.deepEqual(amounts([5, 'NAN', 9], 'glitch = 0'), [0, 'amount-missing', 4]);
});

test('a counter gives the tips it was made of, whatever wraps and wherever the file is cut into pieces', (t) => {
  const tips = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(
      tips,
      fc.constantFrom(128, 256, 4096),
      fc.array(fc.nat(1500), { maxLength: 4 }),
      (series, wrap, cuts) => {
        let state = 100;
        const values = series.map((count) => (state = (state + count) % wrap));
        t.deepEqual(amounts(values, `wrap = ${wrap}`, cuts), [0, ...series.slice(1)]);
      },
    ),
  );
});
