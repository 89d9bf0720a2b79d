import test from 'ava';
import fc from 'fast-check';
import { rainOfTips } from '../../../src/calibration/curve.js';
import { forgetUnknown, calibratorOf } from '../../../src/calibration/calibrator.js';
import { coverageByRules, coverageOf } from '../../../src/analyses/coverage.js';
import type { DatedCurve, UnknownPeriod } from '../../../src/domain/history/rain-history.js';

const stamps = fc
  .array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 })
  .map((steps) => steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) + step], []));

const curves = fc
  .uniqueArray(fc.record({ fromS: fc.integer({ min: -50, max: 5000 }), b: fc.constantFrom(1, 2, 3) }), {
    selector: ({ fromS }) => fromS,
    maxLength: 4,
  })
  .map((all): DatedCurve[] => [
    { a: 0, b: 0.5, c: 0.1, tipMm: 0.2, fromS: -Infinity },
    ...all.sort((x, y) => x.fromS - y.fromS).map(({ fromS, b }) => ({ a: 0, b, c: 0, tipMm: 0.1, fromS })),
  ]);

test('calibratorOf: each reading by the last curve that began at or before its stamp, whatever their order', (t) => {
  fc.assert(
    fc.property(curves, fc.array(fc.tuple(fc.nat(5000), fc.nat(2000)), { maxLength: 40 }), (dated, rows) => {
      const timeS = Uint32Array.from(rows, ([stampS]) => stampS);
      const tips = Uint32Array.from(rows, ([, count]) => count);
      const rainMm = new Float64Array(rows.length);
      calibratorOf({ ...dated.at(-1)!, history: { curves: dated, intervals: [], unknown: [] } })(
        { timeS, tips, rainMm },
        0,
        rows.length,
      );
      const expected = rows.map(([stampS, count]) =>
        rainOfTips(
          dated.findLast(({ fromS }) => fromS <= stampS)!,
          count,
        ),
      );
      t.deepEqual([...rainMm], expected);
    }),
  );
});

const periods = fc
  .array(fc.tuple(fc.integer({ min: -100, max: 9000 }), fc.integer({ min: 1, max: 2000 }), fc.boolean()), {
    maxLength: 3,
  })
  .map((all): UnknownPeriod[] =>
    all.map(([startS, lasts, isOpen]) => ({ startS, endS: isOpen ? Infinity : startS + lasts, kind: 'missing' })),
  );

/** By the definition: a second that a reading counts, or its stamp, is in the period. */
function isUnknown(unknown: readonly UnknownPeriod[], beforeS: number, timeS: number): boolean {
  for (let secondS = beforeS; secondS <= timeS; secondS++) {
    // What begins at the stamp before is counted from there on.
    const inside = unknown.some(({ startS, endS }) => secondS >= startS && secondS < endS);
    if (inside) return true;
  }
  return false;
}

test('forgetUnknown: a reading belongs to every period that what it counts reaches into, and no other does', (t) => {
  fc.assert(
    fc.property(stamps, periods, fc.constantFrom(undefined, 60, 300), (all, unknown, usualS) => {
      const timeS = Uint32Array.from(all, (stampS) => stampS + 1000);
      const rainMm = new Float64Array(timeS.length);
      forgetUnknown({ timeS, rainMm }, timeS.length, { unknown }, () => usualS);
      const expected = Array.from(timeS, (stampS, i) =>
        isUnknown(unknown, i > 0 ? timeS[i - 1]! : stampS - (usualS ?? 0), stampS),
      );
      t.deepEqual(Array.from(rainMm, Number.isNaN), expected);
    }),
  );
});

test('coverageByRules is coverageOf where all is known and one interval holds', (t) => {
  fc.assert(
    fc.property(stamps, fc.constantFrom(undefined, 60, 300), (all, intervalS) => {
      const timeS = Uint32Array.from(all, (stampS) => stampS + 1000);
      const rules = { intervals: [{ fromS: -Infinity, intervalS }], rainMm: new Float64Array(timeS.length) };
      t.deepEqual(coverageByRules(timeS, timeS.length, rules), coverageOf(timeS, timeS.length, intervalS));
    }),
  );
});

test('coverageByRules: what is covered never meets a period of which it is not known what fell', (t) => {
  const steady = fc
    .array(fc.constantFrom(60, 60, 60, 60, 61, 59, 120, 30, 3600), { minLength: 1, maxLength: 80 })
    .map((steps) => steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 10_000) + step], []));
  fc.assert(
    fc.property(steady, periods, fc.constantFrom(undefined, 60), (all, relative, intervalS) => {
      const unknown = relative.map((one) => ({ ...one, startS: one.startS + 10_000, endS: one.endS + 10_000 }));
      const timeS = Uint32Array.from(all);
      const rainMm = new Float64Array(timeS.length);
      const { usualS } = coverageOf(timeS, timeS.length, intervalS);
      forgetUnknown({ timeS, rainMm }, timeS.length, { unknown }, () => usualS);
      const { runs } = coverageByRules(timeS, timeS.length, { intervals: [{ fromS: -Infinity, intervalS }], rainMm });
      t.is(
        runs.reduce((sum, { readings }) => sum + readings, 0),
        rainMm.filter((mm) => !Number.isNaN(mm)).length,
      );
      for (const { firstS, lastS, intervalS: everyS } of runs)
        for (const { startS, endS } of everyS === undefined ? [] : unknown) {
          // Each stamp may be 2 s off, so a step 4 s.
          const isMet = firstS - everyS! + 4 < endS && lastS >= startS;
          t.false(isMet, `(${firstS - everyS!}, ${lastS}] meets [${startS}, ${endS})`);
        }
    }),
    { numRuns: 300 },
  );
});
