import test from 'ava';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE_ORDERS, monthFiles, type FileOrder } from '../../../bench/data/month-files.js';
import { GAUGES } from '../../../bench/job.js';

const root = mkdtempSync(join(tmpdir(), 'pluvio-bench-test-'));
test.after.always(() => rmSync(root, { recursive: true, force: true }));

const namesOf = (order: FileOrder): string[] => readdirSync(monthFiles(1, order, root).folder).sort();
/** `Gauge_YYYY-MM`, as they come. */
const comingIn = (order: FileOrder): string[] => namesOf(order).map((name) => name.slice(6, -4));
const monthOf = (name: string): string => name.slice(-7);

test.serial('monthFiles: every order has the same files, a gauge and month each, and all lines', (t) => {
  const { folder, lines } = monthFiles(1, 'by time', root);
  const counts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').split('\n').length - 1);
  t.is(counts.length, 12 * GAUGES.length);
  t.is(
    counts.reduce((sum, count) => sum + count, 0),
    lines,
  );
  for (const order of FILE_ORDERS) t.deepEqual(comingIn(order).sort(), comingIn('by time').sort(), order);
});

test.serial('monthFiles: files come by time, backwards, gauge by gauge, or in no order', (t) => {
  const byTime = comingIn('by time').map(monthOf);
  t.deepEqual(byTime, [...byTime].sort());
  t.deepEqual(comingIn('reversed'), comingIn('by time').reverse());
  const gauges = comingIn('one gauge after another').map((name) => name.split('_')[0]);
  t.deepEqual([...new Set(gauges)], [...GAUGES]);
  t.is(gauges.filter((gauge, i) => gauge !== gauges[i - 1]).length, GAUGES.length);
  const shuffled = comingIn('shuffled').map(monthOf);
  t.notDeepEqual(shuffled, [...shuffled].sort());
});
