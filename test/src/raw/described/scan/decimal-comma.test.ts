import test from 'ava';
import { read } from '../../../../support/readings/described.js';

const TOML = 'time = { column = "t", format = "unix s" }\nvalue = { column = "rain", kind = "mm" }\nbattery = "v"';
const reasons = (text: string, toml = TOML): string[] =>
  read(toml, text).rejects.map(([line, why]) => `${line} ${why}`);
const S = 1_704_067_200;

test('decimal commas in a line that commas separate are told, not read as whole numbers', (t) => {
  const many = Array.from({ length: 400 }, (_, i) => `${S + 60 * i},0,2,12,5\n`).join('');
  const { readings, rejects } = read(TOML, `t,rain,v\n${many}`);
  t.deepEqual([readings.length, new Set(rejects.map(([, why]) => why))], [0, new Set(['decimal-comma'])]);
  t.deepEqual(reasons(`t,rain,v\n${S},0,12,5\n${S + 60},0,12\n${S + 120},"0",12\n`), ['2 decimal-comma']);
});

test('more columns than names, where the amount cannot go on behind its comma, are no decimal commas', (t) => {
  t.deepEqual(
    reasons(`t,rain,v\n${S},0.2,12,5\n${S + 60},0,12,5\n`),
    [],
    'an amount with a point shows what the sign is',
  );
  t.deepEqual(reasons(`t,rain,v\n${S},1,12,,\n`), []);
  t.deepEqual(reasons(`t,n\n${S},1,12\n`, TOML.replace('"rain"', '"n"').replace('"mm"', '"tips"')), []);
});
