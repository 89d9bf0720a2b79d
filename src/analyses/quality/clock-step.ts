import { lacksTips, levelOf, qualityTest } from './judging/quality-test.js';

/**
 * A logger's clock that was set: stamps go on beside the grid that they were on, by seconds of less than half an interval. (A
 * clock that was set by whole intervals leaves a gap, or readings of the same stamps, which the run tells of.)
 */
export const clockStep = qualityTest<{ readonly seconds: number }>({
  name: 'clock-step',
  version: 1,
  finds: 'stamps that go on beside the grid they were on: a clock that was set',
  unit: 's',
  settings: { seconds: 10 },
  lacks: lacksTips,
  *judge({ record: { oddSteps } }, { seconds: limit }) {
    for (const { fromS, toS, offS } of oddSteps) {
      const level = levelOf(Math.abs(offS) / limit, [1, 6, 60]);
      if (level !== undefined) yield { startS: fromS, endS: toS, level, value: offS, limit };
    }
  },
});
