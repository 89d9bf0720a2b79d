import test from 'ava';
import { isPublicationDue, noteRun, readLastRun } from '../../../../src/pipeline/run/last-run.js';
import { summarize } from '../../../../src/pipeline/run/summary.js';
import { openOutputFolder } from '../../../../src/stores/output-folder.js';
import { tempFolder } from '../../../support/temp.js';
import { putFile } from '../../../support/stores/store-fixture.js';

const NOTHING = summarize([], { removed: 0, refused: 0, young: 0, left: 0, failed: [], clock: undefined });
const LABEL = { gauge: 'A', label: 'B', firstSource: 'A/x.txt', readings: 3 };

test('noteRun keeps labels and the last publication through runs that know nothing new', (t) => {
  const out = openOutputFolder(tempFolder(t));
  t.is(readLastRun(out), undefined);
  noteRun(out, { ...NOTHING, foreignLabels: [LABEL] }, { nowS: 100, published: true, gauges: [{ name: 'A' }] });
  noteRun(out, NOTHING, { nowS: 200, published: false, gauges: [{ name: 'A' }] });
  t.deepEqual(readLastRun(out), { startedS: 200, publishedS: 100, foreignLabels: [LABEL], waiting: [] });
});

test('readLastRun takes a record that is none for missing', (t) => {
  const root = tempFolder(t);
  for (const text of ['', 'null', '[]', '{"startedS": "x"}', '{"startedS": 1, "foreignLabels": [], "waiting"']) {
    putFile(root, '.pluvio/last-run.json', text);
    t.is(readLastRun(openOutputFolder(root)), undefined, text);
  }
});

test('isPublicationDue where none is known of, the time has come, or the clock went back', (t) => {
  const lastRun = { startedS: 0, publishedS: 1000, foreignLabels: [], waiting: [] };
  t.true(isPublicationDue(undefined, 0, 60));
  t.true(isPublicationDue({ ...lastRun, publishedS: null }, 0, 60));
  t.false(isPublicationDue(lastRun, 1059, 60));
  t.true(isPublicationDue(lastRun, 1060, 60));
  t.true(isPublicationDue(lastRun, 999, 60));
});
