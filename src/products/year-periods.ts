import { nextPeriod, PERIOD_KINDS, periodOf, type CalendarPeriod } from '../analyses/series/periods.js';
import { yearRange } from '../domain/time/time.js';
import type { YearRain } from './year-rain.js';

/**
 * Periods that start in the year, by kind; of hydrological years the one that ends in it. From the first reading to the last
 * one: the last row of a kind may not be over.
 */
export function* yearPeriods({
  year,
  firstS,
  throughS,
}: Pick<YearRain, 'year' | 'firstS' | 'throughS'>): Generator<CalendarPeriod, void, undefined> {
  if (firstS === undefined || throughS === undefined) return;
  const { startS, endS } = yearRange(year);
  for (const kind of PERIOD_KINDS) {
    const isHydro = kind === 'hydroyear';
    let period = isHydro ? periodOf(kind, startS + 1) : periodOf(kind, Math.max(firstS, startS + 1));
    if (!isHydro && period.startS < startS) period = nextPeriod(period);
    for (; period.startS < Math.min(throughS, endS); period = nextPeriod(period)) {
      if (isHydro && period.endS > endS) break;
      if (period.endS >= firstS) yield period;
    }
  }
}
