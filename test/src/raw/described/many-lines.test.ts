import test from 'ava';
import { read } from '../../../support/readings/described.js';

const START_S = Date.UTC(2024, 0, 1) / 1000;
/** So many that a scanner is compiled. */
const LINES = 600;

test('compiled scanner: a day that is none is none after any other day', (t) => {
  const toml =
    'time = { column = 1, format = "%Y-%m-%d %H:%M" }\nheader = "none"\nvalue = { column = 2, kind = "tips" }';
  for (const before of ['2024-02-01 00:00,1\n', '2024-02-01 00:00,1\n'.repeat(300)]) {
    const { rejects } = read(toml, `${before}2024-01-33 00:00,1\n`);
    t.deepEqual(
      rejects.map(([, reason]) => reason),
      ['time-not-understood'],
    );
  }
});

test('compiled scanner: a line with more columns than others is noted, however many came before it', (t) => {
  const toml = 'time = { column = "t", format = "unix s" }\nvalue = { column = "n", kind = "tips" }';
  const usual = Array.from({ length: LINES }, (_, i) => `${START_S + 60 * i},1\n`).join('');
  t.false(read(toml, `t,n\n${usual}`).hasUnread);
  for (const before of [usual, usual.slice(0, 36)])
    t.true(read(toml, `t,n\n${before}${START_S},1,volts 12\n`).hasUnread);
  t.false(read(`delimiter = " "\n${toml}`, `t n\n${usual.replaceAll(',', '  ').replaceAll('\n', '  \n')}`).hasUnread);
});

test('compiled scanner: a quote that does not close in a column that is not read is told, however many lines came before', (t) => {
  const toml =
    'header = "none"\ntime = { column = 1, format = "unix s" }\nvalue = { column = 2, kind = "tips" }\nignore = "*"';
  const usual = Array.from({ length: LINES }, (_, i) => `${START_S + 60 * i},1,"a b","c"\n`).join('');
  for (const before of ['', usual.slice(0, 92), usual]) {
    const { rejects } = read(toml, `${before}${START_S},1,x,"d\n${START_S},1,x"d,"e"\n`);
    t.deepEqual(
      rejects.map(([, reason]) => reason),
      ['quote-not-closed'],
    );
  }
});
