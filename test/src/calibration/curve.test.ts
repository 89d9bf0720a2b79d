import test from 'ava';
import fc from 'fast-check';
import { curveOddity, curveProblem } from '../../../src/calibration/check-curve.js';
import { fallsAfter, rainOfTips } from '../../../src/calibration/curve.js';
import type { Curve } from '../../../src/domain/network.js';

/** Coefficients whose rain is exact in binary and changes by more than what rounding takes: counting finds every fall. */
const exact = (least: number, most: number): fc.Arbitrary<number> =>
  fc.integer({ min: least, max: most }).map((n) => n / 8);
const curve = fc.record({
  a: fc.oneof(fc.constant(0), exact(-3, 3)),
  b: fc.oneof(exact(-8, 40), exact(800, 4000)),
  c: fc.oneof(fc.constant(0), exact(-40, 40)),
  tipMm: fc.constantFrom(0.25, 0.5, 1),
});
const MOST_COUNTED = 40_000;

/** The first count after which the next one gives less, found by counting. */
function counted(of: Curve): number {
  for (let tips = 1; tips < MOST_COUNTED; tips++) if (rainOfTips(of, tips + 1) < rainOfTips(of, tips)) return tips;
  return Infinity;
}

test('fallsAfter is the count that counting finds', (t) => {
  fc.assert(
    fc.property(curve, (of) => {
      t.is(fallsAfter(of), counted(of));
    }),
  );
});

test('fallsAfter ends for curves without measure', (t) => {
  t.is(fallsAfter({ a: -1e-30, b: 1, c: 0, tipMm: 0.2 }), Infinity);
  t.is(fallsAfter({ a: -1e300, b: 1, c: 0, tipMm: 0.2 }), 1);
  t.is(fallsAfter({ a: -1e-9, b: 1, c: 0, tipMm: 0.2 }), 2_500_000_000);
});

test('curveProblem refuses just the curves that are negative or fall before their rain passes the limit', (t) => {
  fc.assert(
    fc.property(curve, fc.constantFrom(1, 40, 150), (of, limitMm) => {
      let rain = rainOfTips(of, 1);
      let isWrong = rain < 0 || rainOfTips(of, 2) < rain;
      for (let tips = 2; tips < MOST_COUNTED && !isWrong && rain <= limitMm; tips++) {
        const next = rainOfTips(of, tips);
        isWrong = next < rain;
        rain = next;
      }
      t.is(curveProblem(of, limitMm) !== undefined, isWrong, JSON.stringify(of));
    }),
  );
});

test('curveProblem says from which tip count', (t) => {
  const of = (a: number, b: number, c: number): string | undefined => curveProblem({ a, b, c, tipMm: 0.2 }, 40);
  t.is(of(0, 1, -0.5), 'it gives less than 0 mm from 1 tip on (-0.3 mm)');
  t.is(of(-0.01, 1, 0), 'it falls from 251 tips on (25 mm at 250, 24.9996 mm at 251)');
  t.is(of(0, -1, 300), 'it falls from 2 tips on (299.8 mm at 1, 299.6 mm at 2)');
  t.is(of(0, 0.1, -0.02), undefined, 'a tip of 0 mm is no negative rain');
  t.is(of(-0.001, 1, 0), undefined, 'it falls, but above 40 mm');
  t.is(of(0.0008, 1.0761, 0), undefined);
});

test('curveOddity tells a curve that never rises and one whose first tip is beyond belief', (t) => {
  const of = (b: number, c: number): string | undefined => curveOddity({ a: 0, b, c, tipMm: 0.2 }, 40);
  t.is(of(0, 0), 'it gives 0 mm however many tips there are');
  t.is(of(1000, 0), 'one tip comes to 200 mm, more than the 40 mm that are believed');
  t.is(of(1, 0), undefined);
});
