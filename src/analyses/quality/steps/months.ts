import { civilFromDays, DAY_S, daysFromCivil, type TimeRange } from '../../../domain/time/time.js';
import { ObservedTime, isEnough } from '../../series/observed.js';
import { rainBetween, type RainSeries } from '../../series/series.js';

/** A month counts where so much of it was observed. */
const LEAST_COVERAGE = 0.95;

/** A calendar month, and the part of it that lies in a period. */
interface MonthPart extends TimeRange {
  readonly month: TimeRange;
}

/** The months of a period, the first and the last as far as they lie in it. */
export function* monthsIn({ startS, endS }: TimeRange): Generator<MonthPart> {
  const { year, month } = civilFromDays(Math.floor(startS / DAY_S));
  const begin = (m: number): number => daysFromCivil(year + Math.floor(m / 12), (m % 12) + 1, 1) * DAY_S;
  for (let m = month - 1; begin(m) < endS; m++) {
    const whole = { startS: begin(m), endS: begin(m + 1) };
    yield { startS: Math.max(startS, whole.startS), endS: Math.min(endS, whole.endS), month: whole };
  }
}

/** Rain of the part of a month, mm; NaN where too little of the month was observed in it. */
export function monthTotal({ series, observed }: ObservedRain, { startS, endS, month }: MonthPart): number {
  const coverage = observed.between(startS, endS) / (month.endS - month.startS);
  return isEnough(coverage, LEAST_COVERAGE) ? rainBetween(series, startS, endS) : NaN;
}

/** A gauge's rain, and how much of any time was observed. */
export interface ObservedRain {
  readonly series: RainSeries;
  readonly observed: ObservedTime;
}

export function observedRain(series: RainSeries): ObservedRain {
  return { series, observed: new ObservedTime(series.runs) };
}

/** Median of the values that are known; NaN where there are fewer than asked for. */
export function medianOf(values: readonly number[], fewest: number): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (known.length < Math.max(1, fewest)) return NaN;
  const half = known.length >> 1;
  return known.length % 2 === 1 ? known[half]! : (known[half - 1]! + known[half]!) / 2;
}
