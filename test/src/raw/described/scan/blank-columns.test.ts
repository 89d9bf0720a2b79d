import test from 'ava';
import fc from 'fast-check';
import { read } from '../../../../support/readings/described.js';

const HOW = 'delimiter = " "\ntime = { columns = ["date", "time"], format = "%Y-%m-%d %H:%M" }';
const TOML = `${HOW}\nvalue = { column = "rain", kind = "mm" }\nbattery = "batt"\nignore = "*"`;

/** A line in columns of their own width, where what is undefined is left blank. */
const line = (i: number, numbers: readonly (number | undefined)[]): string =>
  `2024-01-01 00:${String(i).padStart(2, '0')}${numbers.map((value) => (value?.toFixed(1) ?? '').padStart(7)).join('')}`;

test('columns by blanks: a field that is left blank never gives its place to the one behind it', (t) => {
  const field = fc.option(fc.integer({ min: 0, max: 999 }), { freq: 4, nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field, field), { maxLength: 40 }), fc.array(fc.nat(1500)), (rows, cuts) => {
      const all = [[31, 2, 121], ...rows].map((row) => row.map((value) => (value === undefined ? value : value / 10)));
      const text = `date time temp rain batt\n${all.map((row, i) => `${line(i, row)}\n`).join('')}`;
      const { readings, rejects } = read(TOML, text, { cuts });
      for (const [, amount, , battery, , at] of readings) {
        const [, rain, volts] = all[at - 2]!;
        t.deepEqual([amount, battery], [Math.round(rain! * 1000), volts ?? NaN]);
      }
      const missing = all.flatMap(([, rain], i) => (rain === undefined ? [i + 2] : []));
      const rejected = rejects.map(([at]) => at);
      t.deepEqual(
        missing.filter((at) => !rejected.includes(at)),
        [],
        'a line without rain is no reading',
      );
      t.deepEqual(
        [...rejected, ...readings.map((row) => row[5])].sort((a, b) => a - b),
        all.map((_, i) => i + 2),
      );
      const whole = all.flatMap(([temp, rain], i) => (temp !== undefined && rain !== undefined ? [i + 2] : []));
      t.deepEqual(
        whole.filter((at) => rejected.includes(at)),
        [],
        'one that has it is',
      );
    }),
  );
});

test('columns by blanks: a remark that some lines have at their end, and widths that grow, cost nothing', (t) => {
  const toml =
    'delimiter = " "\nheader = "none"\ntime = { column = 1, format = "%Y%m%d%H%M" }\nvalue = { column = 2, kind = "mm" }';
  const text = '202401010000 0.36 40\n202401010005 12.0 40 late\n202401010010 0\n202401010015  0.2  40\n';
  const { readings, rejects } = read(toml, text);
  t.deepEqual(rejects, []);
  t.deepEqual(
    readings.map(([, amount]) => amount),
    [360, 12_000, 0, 200],
  );
});
