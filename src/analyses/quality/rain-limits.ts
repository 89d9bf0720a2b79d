import { civilFromDays, DAY_S, yearRange } from '../../domain/time/time.js';
import { annualMaxima, type AnnualMaxima } from '../idf/annual-maxima.js';
import { fitGevByLMoments, gevQuantile } from '../idf/gev.js';
import { intervalsFrom } from '../series/spells.js';
import { countUntil, roundRain } from '../series/series.js';
import { joinedFlags } from './judging/joined-flags.js';
import { levelOf, qualityTest, type Flag, type Judged, type QualityTest } from './judging/quality-test.js';

/** mm by month, from January. */
type MonthLimits = readonly number[];

/**
 * What no Mediterranean city is believed to get: above the records of the coast around Montpellier (some 90 mm in the hour on
 * 29 September 2014), with the winter's limits near those that SubHourlyQC has for Great Britain, half as much again.
 */
const LIMITS = {
  60: [4, 4, 4, 5, 6, 8, 9, 9, 9, 8, 7, 5],
  900: [20, 20, 20, 25, 30, 35, 40, 45, 45, 45, 40, 25],
  3600: [40, 40, 40, 50, 60, 70, 80, 100, 110, 110, 90, 50],
} as const satisfies Record<number, MonthLimits>;

/** What an own record must have to be held to. */
const [LEAST_COVERAGE, RETURN_PERIOD_Y] = [0.9, 100];

/** Σ rain in `(t − d, t]` above the limit of the month of `t`; levels at 1, 4/3 and 1.5 times it. */
export const minuteLimit = limitTest('minute-limit', 60, 'a minute');
export const quarterLimit = limitTest('quarter-limit', 900, '15 minutes');
export const hourLimit = limitTest('hour-limit', 3600, 'an hour');

function limitTest(name: string, windowS: keyof typeof LIMITS, words: string): QualityTest {
  return qualityTest({
    name,
    version: 1,
    finds: `more rain in ${words} than the month is believed to have`,
    unit: 'mm',
    settings: { factor: 1, years: 10 },
    judge: (judged, { factor, years }) => {
      const limits = monthLimits(judged, windowS, years).map((mm) => mm * factor);
      return joinedFlags(above(judged, windowS, limits));
    },
  });
}

/**
 * Limits by month: those above, in their proportions to each other; of a gauge that has `fewest` usable years, the highest of them is what
 * the own annual maxima before and after reach once in 100 years (GEV by L-moments), where that is more than they ever had.
 */
function monthLimits(
  { record: { series }, period }: Judged,
  windowS: keyof typeof LIMITS,
  fewest: number,
): MonthLimits {
  const limits = LIMITS[windowS];
  const [first, last] = [series.runs[0], series.runs.at(-1)];
  if (!first || !last || last.endS - first.startS < fewest * 360 * DAY_S) return limits;
  const [{ years }] = annualMaxima(
    series,
    { firstS: first.startS + 1, lastS: last.endS },
    [windowS],
    LEAST_COVERAGE,
  ) as [AnnualMaxima];
  // What is judged has no say in what it is held to.
  const others = years.filter(
    ({ year, isUsed }) => isUsed && (yearRange(year).endS <= period.startS || yearRange(year).startS >= period.endS),
  );
  if (others.length < fewest) return limits;
  const sample = others.map(({ rainMm }) => rainMm);
  const most = Math.max(gevQuantile(fitGevByLMoments(sample), RETURN_PERIOD_Y), 1.1 * Math.max(...sample));
  const highest = Math.max(...limits);
  return limits.map((mm) => roundRain((mm * most) / highest));
}

function* above({ record: { series }, period }: Judged, windowS: number, limits: MonthLimits): Generator<Flag> {
  const { timeS, sumMm, runs } = series;
  const from = countUntil(series, period.startS);
  const until = countUntil(series, period.endS);
  const interval = intervalsFrom(runs, timeS[from] ?? 0);
  for (let i = from, before = countUntil(series, (timeS[from] ?? 0) - windowS); i < until; i++) {
    const t = timeS[i]!;
    while (timeS[before]! <= t - windowS) before++;
    // A reading that counts longer than the window says more than fell in it: only what is too much for its own time counts.
    const countsS = Math.max(windowS, interval(t));
    const mm = ((sumMm[i + 1]! - sumMm[before]!) * windowS) / countsS;
    const limit = limits[monthOf(t)]!;
    const level = levelOf(mm / limit);
    if (level !== undefined)
      yield { startS: Math.max(t - countsS, period.startS), endS: t, level, value: roundRain(mm), limit };
  }
}

function monthOf(t: number): number {
  return civilFromDays(Math.floor((t - 1) / DAY_S)).month - 1;
}
