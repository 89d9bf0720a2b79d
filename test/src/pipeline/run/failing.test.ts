import test from 'ava';
import { noteFailing, readFailing } from '../../../../src/pipeline/run/failing.js';
import { openOutputFolder } from '../../../../src/stores/output-folder.js';
import { putFile } from '../../../support/stores/store-fixture.js';
import { tempFolder } from '../../../support/temp.js';

const gauges = [{ name: 'A' }, { name: 'B' }];
const fileOf = (gauge: string, what = `${gauge}/x.txt`, why = 'no') => ({ what, gauge, why });

test('noteFailing keeps since when a file fails, and forgets one that no longer does', (t) => {
  const out = openOutputFolder(tempFolder(t));
  t.deepEqual(readFailing(out), []);
  const note = (nowS: number, ...failed: ReturnType<typeof fileOf>[]): void =>
    noteFailing(out, failed, { process: 'update', nowS, gauges });
  note(100, fileOf('A'), fileOf('B'));
  note(200, fileOf('A', 'A/x.txt', 'still no'), fileOf('A', 'A/y.txt'));
  t.deepEqual(readFailing(out), [
    { what: 'A/x.txt', gauge: 'A', why: 'still no', process: 'update', sinceS: 100 },
    { what: 'A/y.txt', gauge: 'A', why: 'no', process: 'update', sinceS: 200 },
  ]);
  note(300);
  t.deepEqual(readFailing(out), []);
});

test('noteFailing leaves what it is not about: other gauges, the other process', (t) => {
  const out = openOutputFolder(tempFolder(t));
  noteFailing(out, [fileOf('A')], { process: 'copy', nowS: 1, gauges });
  noteFailing(out, [fileOf('B')], { process: 'update', nowS: 2, gauges });
  noteFailing(out, [], { process: 'update', nowS: 3, gauges: [{ name: 'A' }] });
  t.deepEqual(
    readFailing(out).map(({ what, process, sinceS }) => [what, process, sinceS]),
    [
      ['A/x.txt', 'copy', 1],
      ['B/x.txt', 'update', 2],
    ],
  );
});

test('a clock that went back makes no failure of the future; a record that is none is none', (t) => {
  const root = tempFolder(t);
  const out = openOutputFolder(root);
  noteFailing(out, [fileOf('A')], { process: 'update', nowS: 1000, gauges });
  noteFailing(out, [fileOf('A')], { process: 'update', nowS: 10, gauges });
  t.is(readFailing(out)[0]?.sinceS, 10);
  for (const text of ['', 'null', '{}', '[null, {"what": 1}]', '[{"what": "a"']) {
    putFile(root, '.pluvio/failing.json', text);
    t.deepEqual(readFailing(out), [], text);
  }
});
