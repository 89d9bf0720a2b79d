import { DAY_S } from '../../domain/time/time.js';
import { isEnough, ObservedTime } from '../series/observed.js';
import type { RainSeries } from '../series/series.js';
import { levelOf, qualityTest } from './judging/quality-test.js';

/** A dry time counts where so much of it was observed. */
const LEAST_COVERAGE = 0.9;

/**
 * Dry far longer than ever: `factor` times the longest dry time that the gauge has had before or after, in a record of `years`;
 * `days` where the record is shorter. A Mediterranean summer has two months without rain; an index of a coarse grid (the
 * 40.6 days that RainfallQC takes for Montpellier) would call every one a fault.
 */
export const drySpell = qualityTest<{ readonly factor: number; readonly years: number; readonly days: number }>({
  name: 'dry-spell',
  version: 1,
  finds: 'no rain for far longer than ever',
  unit: 'days',
  settings: { factor: 1.5, years: 3, days: 90 },
  *judge({ record: { series }, period }, { factor, years, days }) {
    const spells = dryTimes(series);
    const lastS = series.runs.at(-1)?.endS ?? 0;
    const isLong = lastS - (series.runs[0]?.startS ?? lastS) >= years * 365 * DAY_S;
    const ranked = spells.map(({ startS, endS }) => endS - startS).sort((a, b) => b - a);
    for (const { startS, endS } of spells) {
      const others = ranked[0] === endS - startS ? ranked[1] : ranked[0];
      const limit = isLong && others !== undefined ? (factor * others) / DAY_S : days;
      const value = (endS - startS) / DAY_S;
      const level = levelOf(value / limit);
      if (level === undefined || endS <= period.startS || startS >= period.endS) continue;
      yield { startS: Math.max(startS, period.startS), endS: Math.min(endS, period.endS), level, value, limit };
    }
  },
});

/** Times without a wet reading that were observed as good as whole, the last one until the end of the record. */
function dryTimes({ timeS, count, runs }: RainSeries): { startS: number; endS: number }[] {
  const observed = new ObservedTime(runs);
  const found: { startS: number; endS: number }[] = [];
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last) return found;
  for (let i = 0; i <= count; i++) {
    const startS = i === 0 ? first.startS : timeS[i - 1]!;
    const endS = i < count ? timeS[i]! : last.endS;
    if (endS - startS < DAY_S) continue;
    if (isEnough(observed.coverage(startS, endS), LEAST_COVERAGE)) found.push({ startS, endS });
  }
  return found;
}
