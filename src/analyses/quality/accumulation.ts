import { ObservedTime } from '../series/observed.js';
import { countUntil, roundRain, type RainSeries } from '../series/series.js';
import { intervalsFrom } from '../series/spells.js';
import { DAY_S } from '../../domain/time/time.js';
import { levelOf, qualityTest } from './judging/quality-test.js';

/** A wet day has this much (ETCCDI). */
const WET_DAY_MM = 1;

/**
 * One reading that holds the rain of a long time: after hours without readings, or with a day without rain before it and an
 * hour after it (RainfallQC's check 13 takes a wet hour after 23 dry ones), above `factor` times the mean rain of a wet day
 * (SDII). The mean is the gauge's own where it has `wetDays` of them, else `meanMm`. Behind a gap it is one level worse.
 */
export const accumulation = qualityTest<{
  readonly factor: number;
  readonly gapHours: number;
  readonly wetDays: number;
  readonly meanMm: number;
}>({
  name: 'accumulation',
  version: 1,
  finds: 'one reading that holds the rain of many hours',
  unit: 'mm',
  settings: { factor: 2, gapHours: 3, wetDays: 30, meanMm: 8 },
  *judge({ record: { series }, period }, { factor, gapHours, wetDays, meanMm }) {
    const limit = roundRain(factor * (wetDayMean(series, wetDays) ?? meanMm));
    const { timeS, rainMm, runs } = series;
    const observed = new ObservedTime(runs);
    const from = countUntil(series, period.startS);
    const interval = intervalsFrom(runs, timeS[from] ?? 0);
    for (let i = from; i < countUntil(series, period.endS); i++) {
      const [t, value] = [timeS[i]!, rainMm[i]!];
      if (value <= limit) continue;
      const beginsS = t - interval(t);
      const drySinceS = i > 0 ? timeS[i - 1]! : -Infinity;
      const dryUntilS = i + 1 < series.count ? timeS[i + 1]! : (runs.at(-1)?.endS ?? t);
      const isAlone = beginsS - drySinceS >= DAY_S - 3600 && dryUntilS - t > 3600;
      const gapS = gapHours * 3600;
      const isAfterGap = observed.between(beginsS - gapS, beginsS) === 0;
      if (!isAfterGap && !isAlone) continue;
      const level = levelOf(value / limit, isAfterGap ? [1, 1, 2] : [1, 2, 4])!;
      yield { startS: beginsS, endS: t, level, value, limit };
    }
  },
});

/** Mean rain of the days with 1 mm or more, UTC; undefined where there are fewer than asked for. */
function wetDayMean({ timeS, rainMm, count }: RainSeries, fewest: number): number | undefined {
  let [days, sum, day, today] = [0, 0, NaN, 0];
  for (let i = 0; i <= count; i++) {
    const now = i < count ? Math.floor((timeS[i]! - 1) / DAY_S) : NaN;
    if (now !== day) {
      if (today >= WET_DAY_MM) {
        days++;
        sum += today;
      }
      [day, today] = [now, 0];
    }
    if (i < count) today += rainMm[i]!;
  }
  return days >= fewest ? sum / days : undefined;
}
