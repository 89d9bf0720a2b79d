import test from 'ava';
import fc from 'fast-check';
import type { Series } from '../../../../src/page/core/api.js';
import { binned, gapsOf, stepFor, strongest } from '../../../../src/page/plot/bins.js';

const FROM_S = 1_700_000_000;

/** Wet readings on the minute, and runs apart from each other. */
const series = fc
  .record({
    wet: fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 40 })), { maxLength: 50 }),
    cuts: fc.uniqueArray(fc.integer({ min: 0, max: 3000 }), { minLength: 2, maxLength: 8 }),
  })
  .map(({ wet, cuts }): Series => {
    const byMinute = new Map(wet.map(([minute, tips]) => [FROM_S + 60 * minute, tips * 0.2]));
    const time = [...byMinute.keys()].sort((a, b) => a - b);
    const edges = cuts.sort((a, b) => a - b).map((minute) => FROM_S + 60 * minute);
    const observed = edges.flatMap((start, i): [number, number, number][] =>
      i % 2 === 0 && i + 1 < edges.length ? [[start, edges[i + 1]!, 60]] : [],
    );
    return { gauge: 'g', from: FROM_S, to: 0, time, rain_mm: time.map((t) => byMinute.get(t)!), observed };
  });

test('binned: steps hold all rain of the period and no other, and missing time is what the gaps have', (t) => {
  fc.assert(
    fc.property(series, fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 10, max: 1500 }), (all, start, length) => {
      const [fromS, toS] = [FROM_S + 60 * start, FROM_S + 60 * (start + length)];
      const bins = binned(all, fromS, toS);
      const wanted = all.time.reduce((sum, t, i) => (t > fromS && t <= toS ? sum + all.rain_mm[i]! : sum), 0);
      const inBins = bins.rainMm.reduce((sum, mm) => sum + mm, 0);
      const missingS = bins.coverage.reduce((sum, part) => sum + (1 - part) * bins.stepS, 0);
      const gapS = bins.gaps.reduce((sum, [startS, endS]) => sum + endS - startS, 0);
      return (
        Math.abs(inBins - wanted) < 1e-9 &&
        Math.abs(bins.totalMm - wanted) < 1e-9 &&
        Math.abs(missingS - gapS) < 1e-6 &&
        bins.coverage.every((part) => part > -1e-9 && part < 1 + 1e-9)
      );
    }),
  );
  t.is(stepFor(3600), 60);
});

test('gapsOf: the observed time and the gaps are the period, but for the jitter of a clock', (t) => {
  t.deepEqual(
    gapsOf(
      [
        [100, 200, 60],
        [203, 300, 60],
      ],
      0,
      400,
    ),
    [
      [0, 100],
      [300, 400],
    ],
  );
  t.deepEqual(gapsOf([], 0, 100), [[0, 100]]);
  t.deepEqual(gapsOf([[0, 100, 60]], 10, 90), []);
});

test('strongest: the most rain of any window that ends with a reading', (t) => {
  fc.assert(
    fc.property(series, fc.integer({ min: 1, max: 60 }), (all, minutes) => {
      const windowS = 60 * minutes;
      const sums = all.time.map((end) =>
        all.time.reduce((sum, t, i) => (t > end - windowS && t <= end ? sum + all.rain_mm[i]! : sum), 0),
      );
      return Math.abs(strongest(all, windowS).mm - Math.max(0, ...sums)) < 1e-6;
    }),
  );
  t.deepEqual(strongest({ gauge: '', from: 0, to: 1, time: [], rain_mm: [], observed: [] }, 300), { mm: 0, endS: 0 });
});
