import test from 'ava';
import fc from 'fast-check';
import { formatDateTime } from '../../../../src/domain/time/time.js';
import { read } from '../../../support/readings/described.js';

const START_S = Date.UTC(2024, 0, 1) / 1000;
const HEAD = '"TOA5","S","CR1000","1","x","y","z","T"\n"TIMESTAMP","RECORD","Rain"\n"TS","RN","mm"\n"","","Smp"\n';

test('identity by a column: every row of a table of events is one tip, however often parts of it are sent', (t) => {
  const steps = fc.array(fc.constantFrom(0, 0, 1, 2, 60), { minLength: 1, maxLength: 500 });
  const parts = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { maxLength: 5 });
  fc.assert(
    fc.property(steps, parts, fc.nat(1e6), (gaps, again, record) => {
      let timeS = START_S;
      const rows = gaps.map((gap, i) => `"${formatDateTime((timeS += gap))}",${record + i},0.2\n`);
      const twice = rows.flatMap((row, i) => (i % 3 === 0 ? [row, row] : [row]));
      const sent = again.map(
        ([from, withHead]) => (withHead ? HEAD : '') + rows.slice(Math.floor(from * rows.length)).join(''),
      );
      const { readings, rejects } = read('toa5-events', HEAD + twice.join('') + sent.join(''));
      t.deepEqual(rejects, []);
      t.is(new Set(readings.map(([s]) => s)).size, rows.length);
      t.true(readings.every(([s, tips]) => tips === 1 && s >= START_S && s <= timeS + rows.length));
    }),
    { numRuns: 100 },
  );
});

test('identity by a column: where the column is not there, or says nothing, the stamp tells', (t) => {
  const without = HEAD.replace('"RECORD",', '').replace('"RN",', '').replace('"","",', '"",');
  const twice = '"2024-01-01 00:00:00",0.2\n"2024-01-01 00:00:00",0.2\n';
  t.deepEqual(new Set(read('toa5-events', without + twice).readings.map(([s]) => s)), new Set([START_S]));
  const empty = '"2024-01-01 00:00:00",,0.2\n"2024-01-01 00:00:00",,0.2\n';
  t.deepEqual(new Set(read('toa5-events', HEAD + empty).readings.map(([s]) => s)), new Set([START_S]));
});

test('rows of units that are not there: what stands in their place are readings', (t) => {
  const rows = '"2024-01-01 00:00:00",1,0.2\n"2024-01-01 00:01:00",2,0.2\n"2024-01-01 00:02:00",3,0.2\n';
  const toml = 'base = "toa5"\nvalue = { column = "Rain" }\nignore = "*"';
  const whole = read(toml, HEAD + rows);
  t.deepEqual([whole.readings.length, whole.hasUnread], [3, false]);
  const edited = read(toml, HEAD.split('\n').slice(0, 2).join('\n') + '\n' + rows);
  t.deepEqual([edited.readings.length, edited.rejects, edited.hasUnread], [3, [], false]);
});
