import test from 'ava';
import fc from 'fast-check';
import { parseDateTime } from '../../../src/domain/time/time.js';
import { logTicks, roundTicks, spread, timeTicks } from '../../../src/pictures/axis.js';
import { placeLabels } from '../../../src/pictures/place-labels.js';
import { wordsOf } from '../../../src/pictures/words.js';

test('roundTicks: from 0 to the first round value that holds all, not many', (t) => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), fc.integer({ min: 2, max: 8 }), (most, about) => {
      const ticks = roundTicks(most, about);
      t.is(ticks[0], 0);
      t.true(ticks.at(-1)! >= most * (1 - 1e-9));
      t.true(ticks.at(-2)! < most);
      t.true(ticks.length <= about + 2);
    }),
  );
  t.deepEqual(roundTicks(0, 4).length, 2);
  t.deepEqual(logTicks(0.15, 30), [0.2, 0.5, 1, 2, 5, 10, 20]);
});

test('timeTicks: within the period, rising, at most so many, from minutes to decades', (t) => {
  const startS = parseDateTime('2023-12-30 21:17:00')!;
  fc.assert(
    fc.property(fc.integer({ min: 600, max: 1_500_000_000 }), fc.constantFrom('en', 'fr'), (length, language) => {
      const ticks = timeTicks({ startS, endS: startS + length }, 9, wordsOf(language));
      t.true(ticks.length >= 1 && ticks.length <= 12, `${length}: ${ticks.length}`);
      ticks.forEach(({ timeS }, k) =>
        t.true(timeS >= startS && timeS <= startS + length && timeS > (ticks[k - 1]?.timeS ?? 0)),
      );
    }),
    { numRuns: 300 },
  );
});

test('spread and placeLabels: labels lie apart, and beside all circles, where there is room', (t) => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 7 }), (wanted) => {
      const placed = spread(wanted, 12).sort((a, b) => a - b);
      placed.slice(1).forEach((y, k) => t.true(y - placed[k]! > 11.9));
    }),
  );
  const spot = fc.record({
    x: fc.integer({ min: 100, max: 500 }),
    y: fc.integer({ min: 80, max: 420 }),
    r: fc.integer({ min: 3, max: 22 }),
    width: fc.integer({ min: 30, max: 90 }),
  });
  const bounds = { left: 4, right: 596, top: 56, bottom: 470 };
  fc.assert(
    fc.property(fc.array(spot, { minLength: 1, maxLength: 12 }), (spots) => {
      const boxes = placeLabels(spots, bounds);
      boxes.forEach((box, k) => {
        t.true(box.x >= bounds.left && box.x + box.width <= bounds.right && box.y <= bounds.bottom);
        for (const other of boxes.slice(k + 1))
          t.false(
            box.x < other.x + other.width && other.x < box.x + box.width && Math.abs(box.y - other.y) < 11,
            JSON.stringify([box, other]),
          );
      });
    }),
    { numRuns: 100 },
  );
});
