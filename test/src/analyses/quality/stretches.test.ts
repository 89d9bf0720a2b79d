import test from 'ava';
import fc from 'fast-check';
import { Cumulative } from '../../../../src/analyses/cumulative.js';
import type { Flag, Level } from '../../../../src/analyses/quality/judging/quality-test.js';
import { gapsIn, stretchesOf } from '../../../../src/analyses/quality/judging/stretches.js';
import { columnOf, STEP_S, StepRains } from '../../../../src/analyses/quality/steps/step-rain.js';
import { gaugeRain } from '../../../../src/analyses/gauge-rain.js';
import { DAY_S } from '../../../../src/domain/time/time.js';

const HOUR_S = 3600;
const span = fc
  .tuple(fc.integer({ min: -20, max: 200 }), fc.integer({ min: 1, max: 60 }))
  .map(([from, length]) => ({ startS: from * HOUR_S, endS: (from + length) * HOUR_S }));
const flag = fc
  .tuple(span, fc.constantFrom<Level>(-1, 1, 2, 3))
  .map(([range, level]): Flag => ({ ...range, level, value: 1, limit: 1 }));
const runs = fc.array(span, { maxLength: 6 }).map((spans) => {
  let end = -Infinity;
  return spans
    .sort((a, b) => a.startS - b.startS)
    .flatMap(({ startS, endS }) => {
      const from = Math.max(startS, end);
      if (from >= endS) return [];
      end = endS;
      return [{ startS: from, endS, intervalS: 60 }];
    });
});

test('stretchesOf: every hour of the period has what was said of it, and what was not has 0 or, in a gap of a day, −1', (t) => {
  const period = { startS: 0, endS: 180 * HOUR_S };
  fc.assert(
    fc.property(fc.array(flag, { maxLength: 5 }), runs, (flags, observed) => {
      const said = [...stretchesOf(flags, gapsIn(observed, period), period)];
      t.true(said.every(({ startS, endS }) => startS >= 0 && startS < endS && endS <= period.endS));
      const isSeen = (h: number): boolean =>
        observed.some(({ startS, endS }) => startS <= h * HOUR_S && (h + 1) * HOUR_S <= endS);
      const wanted: string[] = [];
      const found: string[] = [];
      for (let h = 0; h < 180; h++) {
        const levelsOf = (of: readonly { startS: number; endS: number; level: number }[]): string =>
          of
            .filter(({ startS, endS }) => startS <= h * HOUR_S && (h + 1) * HOUR_S <= endS)
            .map(({ level }) => level)
            .sort()
            .join();
        let [from, to] = [h, h];
        while (from >= 0 && !isSeen(from)) from--;
        while (to < 180 && !isSeen(to)) to++;
        const isGap = to - from - 1 >= DAY_S / HOUR_S || (from < 0 && to >= 180);
        wanted.push(levelsOf(flags) || (isSeen(h) || !isGap ? '0' : '-1'));
        found.push(levelsOf(said));
      }
      t.deepEqual(found, wanted);
    }),
    { numRuns: 150 },
  );
});

test('StepRains: what the table of cumulative rain has for 5 minutes, whole or of a part of the period', (t) => {
  const reading = fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 9_999 }));
  const run = fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.constantFrom(60, 120, 300, 900), fc.nat(40));
  fc.assert(
    fc.property(
      fc.array(reading, { maxLength: 60 }),
      fc.array(run, { maxLength: 6 }),
      fc.nat(5000),
      (wet, seen, cut) => {
        let t0 = 40 * DAY_S;
        const timeS = Float64Array.from(wet, ([after]) => (t0 += after));
        let lastS = 40 * DAY_S;
        const observed = seen.map(([after, intervalS, count]) => {
          const firstS = lastS + after + intervalS;
          lastS = firstS + count * intervalS;
          return { firstS, lastS, intervalS };
        });
        const { series } = gaugeRain({ timeS, rainMm: Float64Array.from(wet, ([, mm]) => mm / 1e4) }, observed);
        const period = { startS: 40 * DAY_S, endS: 40 * DAY_S + 30_000 };
        const steps = new StepRains(period);
        const grid = { startS: steps.startS, stepS: STEP_S, count: steps.count };
        const [wanted] = new Cumulative(series, { windowsS: [STEP_S], minCoverage: 1 }).at(grid).rainMm;
        const part = new StepRains({ startS: period.startS, endS: period.endS - cut }, steps);
        t.deepEqual(part.of({ gauge: 'G', series }), columnOf(wanted!.slice(0, part.count)));
        t.deepEqual(steps.of({ gauge: 'G', series }), columnOf(wanted!));
      },
    ),
    { numRuns: 150 },
  );
});
