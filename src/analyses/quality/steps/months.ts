import { civilFromDays, DAY_S, daysFromCivil, type TimeRange } from '../../../domain/time.js';
import { ObservedTime, isEnough } from '../../series/observed.js';
import { rainBetween, type RainSeries } from '../../series/series.js';

/** A month counts where so much of it was observed. */
const LEAST_COVERAGE = 0.95;

/** The months that lie whole in a period. */
export function* monthsIn({ startS, endS }: TimeRange): Generator<TimeRange> {
  let { year, month } = civilFromDays(Math.ceil(startS / DAY_S));
  if (daysFromCivil(year, month, 1) * DAY_S < startS) month++;
  for (;;) {
    const [fromS, toS] = [
      daysFromCivil(year + Math.floor((month - 1) / 12), ((month - 1) % 12) + 1, 1) * DAY_S,
      daysFromCivil(year + Math.floor(month / 12), (month % 12) + 1, 1) * DAY_S,
    ];
    if (toS > endS) return;
    yield { startS: fromS, endS: toS };
    month++;
    if (month > 12) [year, month] = [year + 1, month - 12];
  }
}

/** Rain of a month, mm; NaN where too little of it was observed. */
export function monthTotal(series: RainSeries, { startS, endS }: TimeRange): number {
  const { runs } = series;
  return isEnough(new ObservedTime(runs).coverage(startS, endS), LEAST_COVERAGE)
    ? rainBetween(series, startS, endS)
    : NaN;
}

/** Median of the values that are known; NaN where there are fewer than asked for. */
export function medianOf(values: readonly number[], fewest: number): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (known.length < Math.max(1, fewest)) return NaN;
  const half = known.length >> 1;
  return known.length % 2 === 1 ? known[half]! : (known[half - 1]! + known[half]!) / 2;
}
