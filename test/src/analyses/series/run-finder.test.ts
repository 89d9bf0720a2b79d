import test from 'ava';
import fc from 'fast-check';
import { RunFinder } from '../../../../src/analyses/series/run-finder.js';
import { records } from '../plain.js';

function runsOf(stamps: readonly number[], givenS?: number): [number, number, number][] {
  const finder = new RunFinder(givenS);
  for (const t of stamps) finder.add(t);
  finder.end();
  return finder.runs.map(({ startS, endS, intervalS }) => [startS, endS, intervalS]);
}

function steady(startS: number, stepS: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => startS + (i + 1) * stepS);
}

test('RunFinder: minutes 2 s off are one run, and a lost minute is a gap', (t) => {
  const stamps = steady(0, 60, 50).map((s, i) => s + [0, 2, -2, 1][i % 4]!);
  t.deepEqual(runsOf(stamps), [[0, stamps.at(-1)!, 60]]);
  t.deepEqual(runsOf([...steady(0, 60, 20), ...steady(1260, 60, 20)]), [
    [0, 1200, 60],
    [1260, 2460, 60],
  ]);
});

test('RunFinder: an hourly stretch counts from 12 steps on', (t) => {
  const minutes = steady(0, 60, 60);
  t.deepEqual(runsOf([...minutes, ...steady(3600, 3600, 12), ...steady(46_800, 60, 5)]), [
    [0, 3600, 60],
    [3600, 46_800, 3600],
    [46_800, 47_100, 60],
  ]);
  const few = runsOf([...minutes, ...steady(3600, 3600, 3)]);
  t.deepEqual(few.slice(1), [
    [7140, 7200, 60],
    [10_740, 10_800, 60],
    [14_340, 14_400, 60],
  ]);
});

test('RunFinder: a given interval holds for a single reading', (t) => {
  t.deepEqual(runsOf([3600], 300), [[3300, 3600, 300]]);
  t.deepEqual(runsOf([3600]), [[3540, 3600, 60]]);
  t.deepEqual(runsOf([]), []);
});

test('RunFinder: runs are in order and apart, and what is settled stays', (t) => {
  fc.assert(
    fc.property(records, ({ timeS }) => {
      const finder = new RunFinder();
      let settledS = -Infinity;
      let settled = '';
      const until = (s: number): string =>
        JSON.stringify(
          finder.runs.filter(({ startS }) => startS < s).map((run) => [run.startS, Math.min(run.endS, s)]),
        );
      for (const stamp of timeS) {
        finder.add(stamp);
        t.is(until(settledS), settled || '[]');
        t.true(finder.settledS >= settledS);
        settledS = finder.settledS;
        settled = until(settledS);
      }
      finder.end();
      t.is(until(settledS), settled || '[]');
      finder.runs.forEach(({ startS, endS }, k) => {
        t.true(startS < endS);
        t.true(k === 0 || startS >= finder.runs[k - 1]!.endS);
      });
    }),
    { numRuns: 80 },
  );
});
