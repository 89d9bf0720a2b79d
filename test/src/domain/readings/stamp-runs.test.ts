import test from 'ava';
import fc from 'fast-check';
import { hasStamp, stampsOf, toRuns } from '../../../../src/domain/readings/stamp-runs.js';

test('toRuns and stampsOf give back any ascending stamps, and hasStamp finds these and no others', (t) => {
  const stamps = fc.uniqueArray(fc.integer({ min: 0, max: 300 })).map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(stamps, fc.integer({ min: -5, max: 305 }), (list, asked) => {
      const runs = toRuns(list);
      t.deepEqual([...stampsOf(runs)], list);
      t.is(hasStamp(runs, asked), list.includes(asked));
    }),
  );
});

test('toRuns: files at a steady beat are one run', (t) => {
  t.deepEqual(toRuns([300, 600, 900, 1000]), [
    [300, 300, 3],
    [1000, 0, 1],
  ]);
});
