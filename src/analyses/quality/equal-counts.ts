import { intervalsFrom } from '../series/spells.js';
import { STEP_JITTER_S } from '../series/usual-interval.js';
import { lacksTips, levelOf, type Judged, qualityTest } from './judging/quality-test.js';

/** Readings on end with the same count: the first and the last of them, and when the first began to count. */
interface Streak {
  readonly startS: number;
  readonly endS: number;
  readonly readings: number;
  readonly tips: number;
}

/**
 * The same count above one tip in reading after reading: rain is never that even (RainfallQC's check 15 has 12 equal values
 * above the resolution). Levels at 1, 2 and 4 times the limit.
 */
export const streak = qualityTest<{ readonly readings: number }>({
  name: 'streak',
  version: 1,
  finds: 'the same count of several tips in reading after reading',
  unit: 'readings',
  settings: { readings: 12 },
  lacks: lacksTips,
  *judge(judged, { readings: limit }) {
    for (const { startS, endS, readings, tips } of streaks(judged)) {
      const level = tips > 1 ? levelOf((readings + 1) / limit, [1, 2, 4]) : undefined;
      if (level !== undefined) yield { startS, endS, level, value: readings, limit };
    }
  },
});

/**
 * One tip in every reading for hours: a bucket that drips, a contact that bounces, a counter of a clock. Levels at 1, 2 and 4
 * times the limit; fewer than so many readings are none, because hourly ones do that in steady rain.
 */
export const drip = qualityTest<{ readonly hours: number; readonly readings: number }>({
  name: 'drip',
  version: 1,
  finds: 'one tip in every reading for hours',
  unit: 'hours',
  settings: { hours: 2, readings: 24 },
  lacks: lacksTips,
  *judge(judged, { hours, readings: fewest }) {
    for (const { startS, endS, readings, tips } of streaks(judged)) {
      const value = (endS - startS) / 3600;
      const level =
        tips === 1 && readings >= fewest ? levelOf(value / hours, [1 - 1e-9, 2 - 1e-9, 4 - 1e-9]) : undefined;
      if (level !== undefined) yield { startS, endS, level, value, limit: hours };
    }
  },
});

function* streaks({ record: { counts, series } }: Judged): Generator<Streak> {
  if (!counts || counts.timeS.length === 0) return;
  const { timeS, tips } = counts;
  const interval = intervalsFrom(series.runs, timeS[0]!);
  let [first, startS] = [0, timeS[0]! - interval(timeS[0]!)];
  for (let i = 1; i <= timeS.length; i++) {
    const beginsS = i < timeS.length ? timeS[i]! - interval(timeS[i]!) : Infinity;
    if (tips[i] === tips[first] && beginsS <= timeS[i - 1]! + STEP_JITTER_S) continue;
    yield { startS, endS: timeS[i - 1]!, readings: i - first, tips: tips[first]! };
    [first, startS] = [i, beginsS];
  }
}
