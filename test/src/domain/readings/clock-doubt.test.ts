import test from 'ava';
import fc from 'fast-check';
import {
  CLOCK_TOLERANCE_S,
  clockProblem,
  isClockDoubtful,
  judgeClock,
  spanText,
  type ClockSigns,
} from '../../../../src/domain/readings/clock-doubt.js';

const NOW_S = Date.UTC(2026, 10, 28, 3) / 1000;
const DAY_S = 86_400;

/** Around now, often within days, sometimes decades away. */
const TIME = fc.oneof(
  fc.integer({ min: NOW_S - 3 * DAY_S, max: NOW_S + 3 * DAY_S }),
  fc.integer({ min: 0, max: 4_000_000_000 }),
);
const MAYBE = fc.option(TIME, { nil: undefined });
const SIGNS: fc.Arbitrary<ClockSigns> = fc.record({
  hostNowS: TIME,
  serverNowS: MAYBE,
  listedS: MAYBE,
  publishedS: MAYBE,
  builtS: MAYBE,
});

test('judgeClock: a clock that others are ahead of, or that is before the software, is behind', (t) => {
  const behind = (signs: Partial<ClockSigns>): unknown => judgeClock({ hostNowS: NOW_S, ...signs });
  for (const [witness, key] of [
    ['server', 'serverNowS'],
    ['listing', 'listedS'],
    ['published', 'publishedS'],
  ] as const) {
    t.deepEqual(behind({ [key]: NOW_S + DAY_S + 1 }), { kind: 'behind', byS: DAY_S + 1, witness });
    t.deepEqual(behind({ [key]: NOW_S + DAY_S }), { kind: 'trusted' });
  }
  t.deepEqual(behind({ builtS: NOW_S + 1 }), { kind: 'behind', byS: 1, witness: 'build' });
  t.deepEqual(behind({ builtS: NOW_S }), { kind: 'unknown' });
  t.deepEqual(behind({ serverNowS: NOW_S, publishedS: NOW_S + 700 * DAY_S }), {
    kind: 'behind',
    byS: 700 * DAY_S,
    witness: 'published',
  });
});

test('judgeClock: only a clock that was asked just now shows that ours is ahead, and only where no logger agrees with ours', (t) => {
  const old = { hostNowS: NOW_S, listedS: NOW_S - 90 * DAY_S, publishedS: NOW_S - 90 * DAY_S };
  t.deepEqual(judgeClock(old), { kind: 'unknown' });
  t.deepEqual(judgeClock({ ...old, serverNowS: NOW_S - 2 * DAY_S }), {
    kind: 'ahead',
    byS: 2 * DAY_S,
    witness: 'server',
  });
  t.deepEqual(judgeClock({ ...old, serverNowS: NOW_S - 2 * DAY_S, publishedS: NOW_S - 60 }), { kind: 'trusted' });
  t.deepEqual(judgeClock({ hostNowS: NOW_S }), { kind: 'unknown' });
});

test('judgeClock: what was wrong by so much is right once it is set by so much', (t) => {
  fc.assert(
    fc.property(SIGNS, (signs) => {
      const verdict = judgeClock(signs);
      if (verdict.kind !== 'behind') return;
      // No sign is ahead of a clock that was set on by the farthest of them.
      t.not(judgeClock({ ...signs, hostNowS: signs.hostNowS + verdict.byS }).kind, 'behind');
    }),
  );
});

test('judgeClock: only differences count, more signs ahead take no doubt away, and no clock is both trusted and contradicted', (t) => {
  const keys = ['serverNowS', 'listedS', 'publishedS', 'builtS'] as const;
  fc.assert(
    fc.property(
      SIGNS,
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.constantFrom(...keys),
      fc.nat(1e9),
      (signs, byS, key, moreS) => {
        const verdict = judgeClock(signs);
        const shifted = Object.fromEntries(
          (Object.entries(signs) as [string, number | undefined][]).map(([name, timeS]) => [
            name,
            timeS === undefined ? undefined : timeS + byS,
          ]),
        ) as unknown as ClockSigns;
        t.is(JSON.stringify(judgeClock(shifted)), JSON.stringify(verdict));
        const { hostNowS } = signs;
        const aheadS = Math.max(...keys.map((name) => (signs[name] ?? -Infinity) - hostNowS));
        if (verdict.kind === 'behind') {
          const later = judgeClock({ ...signs, [key]: (signs[key] ?? hostNowS) + moreS });
          t.true(verdict.byS <= aheadS && later.kind === 'behind' && later.byS >= verdict.byS);
          return;
        }
        // Nothing but the day of the build may be ahead, and not even that.
        t.true(aheadS <= CLOCK_TOLERANCE_S && (signs.builtS ?? -Infinity) <= hostNowS);
        if (verdict.kind === 'ahead') {
          t.is(signs.serverNowS, hostNowS - verdict.byS);
          return;
        }
        const times = [signs.serverNowS, signs.listedS, signs.publishedS];
        const isBacked = times.some((timeS) => timeS !== undefined && Math.abs(timeS - hostNowS) <= CLOCK_TOLERANCE_S);
        t.is(verdict.kind === 'trusted', isBacked);
      },
    ),
    { numRuns: 2000 },
  );
});

test('clockProblem says whose clocks disagree, by how much, and what to do', (t) => {
  const signs = { hostNowS: NOW_S, publishedS: NOW_S + 3 * DAY_S + 4 * 3600 + 59 };
  const verdict = judgeClock(signs);
  t.true(isClockDoubtful(verdict));
  t.is(
    clockProblem(NOW_S, verdict),
    'this machine’s clock, 2026-11-28 03:00:00 UTC, is 3 d 4 h behind the newest reading that is published: set the one that is wrong',
  );
  t.is(clockProblem(NOW_S, { kind: 'trusted' }), undefined);
  t.false(isClockDoubtful({ kind: 'unknown' }));
  t.deepEqual([0, 59, 60, 3661, -90_000].map(spanText), ['0 s', '59 s', '1 min', '1 h 1 min', '1 d 1 h']);
});
