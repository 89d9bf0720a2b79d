import test from 'ava';
import fc from 'fast-check';
import { networkEvents } from '../../../src/analyses/network-events.js';
import { rainSeries } from '../../../src/analyses/series/series.js';
import { plainCoverage, plainSum, records } from './plain.js';

const OPTIONS = { gapS: [6 * 3600], minDepthMm: 0.5 };

test('networkEvents: every event in which a gauge received the least depth; a depth is told where 95 % was observed', (t) => {
  fc.assert(
    fc.property(fc.array(records, { minLength: 1, maxLength: 3 }), (gauges) => {
      const series = gauges.map(({ timeS, rainMm, runs }) => rainSeries(timeS, rainMm, runs));
      const found = [...networkEvents(series, OPTIONS)];
      const isIn = (timeS: number): boolean => found.some(({ startS, endS }) => timeS > startS && timeS <= endS);
      for (const { readings } of gauges)
        for (const { timeS, rainMm } of readings)
          // What fell by the gap or further from all else is an event of its own, and of enough depth.
          if (rainMm >= OPTIONS.minDepthMm) t.true(isIn(timeS));
      for (const { startS, endS, depthsMm } of found)
        gauges.forEach(({ readings }, g) => {
          const isObserved = plainCoverage(readings, startS, endS) >= 0.95 - 1e-9;
          if (isObserved) t.true(Math.abs(depthsMm[g]! - plainSum(readings, startS, endS)) < 1e-6);
          else t.true(Number.isNaN(depthsMm[g]));
        });
    }),
    { numRuns: 60 },
  );
});

test('networkEvents: an event is told of though its one wet gauge missed a part of it; its depth is not', (t) => {
  const wet = rainSeries(
    [3600, 7200],
    [30, 5],
    [
      { startS: 0, endS: 3600, intervalS: 60 },
      { startS: 5400, endS: 90_000, intervalS: 60 },
    ],
  );
  const dry = rainSeries([], [], [{ startS: 0, endS: 90_000, intervalS: 60 }]);
  t.deepEqual(
    [...networkEvents([wet, dry], OPTIONS)].map(({ startS, endS, depthsMm }) => [startS, endS, ...depthsMm]),
    [[3540, 7200, NaN, 0]],
  );
});
