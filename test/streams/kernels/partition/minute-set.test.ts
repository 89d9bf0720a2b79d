import test from 'ava';
import fc from 'fast-check';
import { MinuteSet } from '../../../../streams/kernels/partition/minute-set.js';

const MINUTES = 20_000;

/** Stretches of minutes: forwards or backwards, joined to others, over them, or with gaps, so many that runs give way to bits. */
const stretches = fc
  .array(
    fc.record({
      start: fc.integer({ min: 0, max: MINUTES - 1 }),
      step: fc.constantFrom(1, 1, 1, -1, 2, 7),
      count: fc.integer({ min: 1, max: 700 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) =>
    list.flatMap(({ start, step, count }) =>
      Array.from({ length: count }, (_, i) => start + step * i).filter((minute) => minute >= 0 && minute < MINUTES),
    ),
  );

test('MinuteSet tells of every minute whether it was seen, as a plain set does', (t) => {
  fc.assert(
    fc.property(
      stretches,
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 0, max: 500 }),
      (list, first, length) => {
        const set = new MinuteSet(MINUTES, first, first + length);
        const plain = new Set(Array.from({ length: length + 1 }, (_, i) => first + i));
        const wrong = list.filter((minute) => {
          const wasSeen = plain.has(minute);
          plain.add(minute);
          return set.see(minute) !== wasSeen;
        });
        t.deepEqual(wrong, []);
      },
    ),
    { numRuns: 500 },
  );
});

test('MinuteSet keeps to its word with as many runs as there can be, and with one more', (t) => {
  const set = new MinuteSet(MINUTES, 0, 0);
  // The gaps are filled from the last one on, when runs have become bits.
  const early: number[] = [];
  for (let minute = 2; minute < MINUTES; minute += 2) if (set.see(minute)) early.push(minute);
  for (let minute = MINUTES - 1; minute > 0; minute -= 2) if (set.see(minute)) early.push(minute);
  t.deepEqual(early, []);
  const forgotten: number[] = [];
  for (let minute = 0; minute < MINUTES; minute++) if (!set.see(minute)) forgotten.push(minute);
  t.deepEqual(forgotten, []);
});
