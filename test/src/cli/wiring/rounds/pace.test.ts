import test from 'ava';
import fc from 'fast-check';
import { cronProblem, paceOf, type Schedule } from '../../../../../src/cli/wiring/rounds/pace.js';

const START_MS = Date.UTC(2026, 10, 28, 1, 2, 3);
/** As the rounds of `schedule.ts` look. */
const LOOK_MS = 30_000;

interface World {
  wallMs: number;
  steadyMs: number;
}

interface Step {
  readonly atMs: number;
  readonly byMs: number;
}

interface Round {
  readonly wallMs: number;
  readonly steadyMs: number;
  /** When the wall clock was last set, by the steady one. */
  readonly setMs: number;
}

/** Rounds of so many milliseconds each, in a world whose wall clock is set now and then, for so long. */
function live(schedule: Schedule, durationsMs: readonly number[], steps: readonly Step[], untilMs: number): Round[] {
  const world: World = { wallMs: START_MS, steadyMs: 0 };
  const pace = paceOf(schedule, { nowMs: () => world.wallMs, steadyMs: () => world.steadyMs });
  const toCome = [...steps].sort((a, b) => a.atMs - b.atMs);
  let setMs = 0;
  const pass = (ms: number): void => {
    const untilStepMs = (toCome[0]?.atMs ?? Infinity) - world.steadyMs;
    if (untilStepMs > ms) {
      world.steadyMs += ms;
      world.wallMs += ms;
      return;
    }
    world.steadyMs += untilStepMs;
    world.wallMs += untilStepMs + toCome.shift()!.byMs;
    setMs = world.steadyMs;
    pass(ms - untilStepMs);
  };
  const rounds: Round[] = [];
  while (world.steadyMs < untilMs) {
    pace.begin();
    rounds.push({ ...world, setMs });
    pass(durationsMs[rounds.length % durationsMs.length]!);
    for (let left = pace.leftMs()!; left > 0 && world.steadyMs < untilMs; left = pace.leftMs()!)
      pass(Math.min(left, LOOK_MS));
  }
  return rounds;
}

const MINUTES_MS = 60_000;
const DURATIONS = fc.array(fc.integer({ min: 1, max: 20 * MINUTES_MS }), { minLength: 1, maxLength: 5 });
const STEPS = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 2 * 60 * MINUTES_MS }),
    byMs: fc.oneof(
      fc.integer({ min: -48 * 60 * MINUTES_MS, max: 48 * 60 * MINUTES_MS }),
      fc.integer({ min: -MINUTES_MS, max: MINUTES_MS }),
    ),
  }),
  { maxLength: 6 },
);

test('--every: rounds begin a period apart, or right after one that took longer, whatever the wall clock does', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 90 * MINUTES_MS }), DURATIONS, STEPS, (everyMs, durationsMs, steps) => {
      const rounds = live({ everyMs }, durationsMs, steps, 3 * 60 * MINUTES_MS);
      const wrong = rounds.slice(1).filter((round, i) => {
        const durationMs = durationsMs[(i + 1) % durationsMs.length]!;
        return round.steadyMs - rounds[i]!.steadyMs !== Math.max(everyMs, durationMs);
      });
      t.deepEqual(wrong, []);
    }),
  );
});

test('--every 30d and longer: one round', (t) => {
  for (const days of [24, 25, 30, 50, 365, 4000])
    t.is(live({ everyMs: days * 86_400_000 }, [1000], [], 2 * 86_400_000).length, 1, `${days} days`);
});

test('--cron: a round begins at a beat of the clock as it is, at most a look late; none is waited for longer than the clock says', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), DURATIONS, STEPS, (minutes, durationsMs, steps) => {
      const periodMs = minutes * MINUTES_MS;
      const pattern = `*/${minutes} * * * *`;
      // A period that does not divide the hour has a shorter one at its end.
      const rounds = live({ cron: pattern }, durationsMs, steps, 3 * 60 * MINUTES_MS);
      const wrong = rounds.slice(1).filter((round, i) => {
        const before = rounds[i]!;
        const duration = durationsMs[(i + 1) % durationsMs.length]!;
        const gapMs = round.steadyMs - before.steadyMs;
        if (gapMs < duration) return true;
        const longestMs = periodMs + MINUTES_MS;
        if (round.setMs > before.steadyMs)
          return round.steadyMs - Math.max(round.setMs, before.steadyMs + duration) > longestMs + LOOK_MS;
        // The clock was not set since the round before: a beat, to the millisecond.
        return (round.wallMs % (60 * MINUTES_MS)) % periodMs !== 0 || gapMs > duration + longestMs;
      });
      t.deepEqual(wrong, []);
    }),
  );
});

test('--cron: rounds of a year or a quarter are waited for', (t) => {
  for (const pattern of ['0 0 1 1 *', '0 6 1 */2 *', '0 0 29 2 *'])
    t.is(live({ cron: pattern }, [1000], [], 2 * 86_400_000).length, 1, pattern);
});

test('--cron: set back by hours, the beats that come again count; by seconds, the last one does not come twice', (t) => {
  const hour = 60 * MINUTES_MS;
  // The first beat is at 02:00, 57:57 after the start.
  const atBeatMs = 57 * MINUTES_MS + 57_000;
  const after = (byMs: number): number[] =>
    live({ cron: '0 * * * *' }, [2000], [{ atMs: atBeatMs + 1000, byMs }], 3 * hour).map(({ steadyMs }) => steadyMs);
  t.deepEqual(after(0), [0, atBeatMs, atBeatMs + hour, atBeatMs + 2 * hour]);
  t.deepEqual(after(-5000), [0, atBeatMs, atBeatMs + hour + 5000, atBeatMs + 2 * hour + 5000]);
  t.deepEqual(after(-2 * hour), [0, atBeatMs, atBeatMs + hour, atBeatMs + 2 * hour]);
  t.deepEqual(after(-2 * hour - 600_000), [0, atBeatMs, atBeatMs + 600_000, atBeatMs + 600_000 + hour]);
});

test('a pattern that has no more beats leaves nothing to wait for', (t) => {
  const pace = paceOf({ cron: '0 0 0 1 1 * 2026' }, { nowMs: () => START_MS, steadyMs: () => 0 });
  t.is(pace.leftMs(), undefined);
});

test('cronProblem says what is no pattern, and what never comes', (t) => {
  t.is(cronProblem('*/5 * * * *'), undefined);
  t.is(cronProblem('0 0 30 2 *'), '"0 0 30 2 *" never comes');
  t.is(cronProblem('a b'), '"a b" is no cron pattern');
});
