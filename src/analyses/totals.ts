import { DAY_S, type TimeRange } from '../domain/time/time.js';
import { isEnough, leastCoverage, ObservedTime } from './series/observed.js';
import { withoutCoarse } from './maxima.js';
import { isLong, nextPeriod, periodOf, type CalendarPeriod, type PeriodKind } from './series/periods.js';
import { countUntil, rainBetween, roundRain, type RainSeries } from './series/series.js';
import type { SeriesStep, Stepwise } from './series/steps.js';
import { SHORT_WINDOWS_S } from './series/windows.js';

/** Rain of a period of the calendar. */
export interface Total extends CalendarPeriod {
  /** mm; NaN where too little was observed. */
  readonly rainMm: number;
  /** The part of the period that was observed, 0 to 1. */
  readonly coverage: number;
  /** The most rain of a window that lies in the period, mm, one for each of `SHORT_WINDOWS_S`; NaN as above. */
  readonly maxMm: readonly number[];
}

/**
 * A month is missing with so many missing days, or so many in a row (WMO, Guidelines on the Calculation of Climate
 * Normals, WMO-No. 1203, 4.4.1), and a longer period with a missing month.
 */
const MISSING_DAYS = 11;
const MISSING_IN_A_ROW = 5;
const DRY: readonly number[] = SHORT_WINDOWS_S.map(() => 0);
const UNKNOWN: readonly number[] = SHORT_WINDOWS_S.map(() => NaN);
/** A day counts as observed from here on. */
const DAY_COVERAGE = 0.95;

/**
 * Rain of periods: `Σ rain of stamps in (start, end]` in mm, the observed part of it, and the greatest rain of windows of 5
 * to 60 minutes that lie in it. A sum is given where enough of the period was observed (`leastCoverage`), one of months or
 * years by WMO's rule of missing days; a window's greatest only where readings at intervals that fit into it did observe as
 * much.
 */
export class Totals {
  private readonly observed: ObservedTime;
  /** What readings fine enough for each short window say; all of it where all are. */
  private readonly fine: readonly { readonly observed: ObservedTime; readonly series: RainSeries }[];

  constructor(
    private readonly series: RainSeries,
    private readonly minCoverage?: number,
  ) {
    this.observed = new ObservedTime(series.runs);
    const coarsestS = Math.max(0, ...series.runs.map(({ intervalS }) => intervalS));
    this.fine = SHORT_WINDOWS_S.map((windowS) =>
      windowS >= coarsestS
        ? { observed: this.observed, series }
        : { observed: new ObservedTime(series.runs, windowS), series: withoutCoarse(series, windowS) },
    );
  }

  of(period: CalendarPeriod): Total {
    const { kind, startS, endS } = period;
    const { series, observed, fine } = this;
    const coverage = observed.coverage(startS, endS);
    if (!this.isGiven(period, observed)) return { kind, startS, endS, rainMm: NaN, coverage, maxMm: UNKNOWN };
    const first = countUntil(series, startS);
    const end = first < series.count && series.timeS[first]! <= endS ? countUntil(series, endS) : first;
    const isFine = fine[0]!.observed === observed;
    if (isFine && end === first) return { kind, startS, endS, rainMm: 0, coverage, maxMm: DRY };
    const maxMm = SHORT_WINDOWS_S.map((windowS, w) => {
      const { observed: fineObserved, series: fineSeries } = fine[w]!;
      if (fineObserved === observed) return greatest(fineSeries, first, end, windowS);
      if (!this.isGiven(period, fineObserved)) return NaN;
      return greatest(fineSeries, countUntil(fineSeries, startS), countUntil(fineSeries, endS), windowS);
    });
    const rainMm = roundRain(series.sumMm[end]! - series.sumMm[first]!);
    return { kind, startS, endS, rainMm, coverage, maxMm };
  }

  /** The rain of a period alone, mm; NaN where too little was observed. */
  rainOf(period: CalendarPeriod): number {
    return this.isGiven(period, this.observed) ? rainBetween(this.series, period.startS, period.endS) : NaN;
  }

  private isGiven({ kind, startS, endS }: CalendarPeriod, observed: ObservedTime): boolean {
    if (!isLong(kind)) return isEnough(observed.coverage(startS, endS), leastCoverage(endS - startS, this.minCoverage));
    for (let month = periodOf('month', startS + 1); month.startS < endS; month = nextPeriod(month))
      if (isMissingMonth(month, observed, this.minCoverage ?? DAY_COVERAGE)) return false;
    return true;
  }
}

function isMissingMonth({ startS, endS }: CalendarPeriod, observed: ObservedTime, least: number): boolean {
  let missing = 0;
  let inARow = 0;
  for (let dayS = startS; dayS < endS; dayS += DAY_S) {
    inARow = isEnough(observed.coverage(dayS, dayS + DAY_S), least) ? 0 : inARow + 1;
    if (inARow > 0) missing++;
    if (missing >= MISSING_DAYS || inARow >= MISSING_IN_A_ROW) return true;
  }
  return false;
}

/**
 * The most rain of any window of a length that lies in a period, whose wet readings are `[first, end)`: one that ends with a
 * reading is the greatest, and one that would reach over the period's start is part of the first window that does not.
 */
function greatest({ timeS, sumMm }: RainSeries, first: number, end: number, windowS: number): number {
  let most = 0;
  for (let i = first, before = first; i < end; i++) {
    const fromS = timeS[i]! - windowS;
    while (timeS[before]! <= fromS) before++;
    const mm = sumMm[i + 1]! - sumMm[before]!;
    if (mm > most) most = mm;
  }
  return roundRain(most);
}

/** Totals as they come to be known, in the order in which periods end. Only periods that lie in what is asked for. */
export class TotalsBySteps implements Stepwise<Total> {
  readonly around = { beforeS: 0, afterS: 0 };
  private readonly next = new Map<PeriodKind, CalendarPeriod>();

  constructor(
    private readonly kinds: readonly PeriodKind[],
    private readonly minCoverage?: number,
  ) {}

  get neededFromS(): number {
    return Math.min(...[...this.next.values()].map(({ startS }) => startS));
  }

  *take({ series, firstS, lastS, settledS, isEnd, period }: SeriesStep): Generator<Total, void, undefined> {
    if (firstS === undefined || lastS === undefined) return;
    for (const kind of this.kinds) if (!this.next.has(kind)) this.next.set(kind, firstPeriod(kind, firstS, period));
    const totals = new Totals(series, this.minCoverage);
    for (;;) {
      const [first, ...others] = this.next.values();
      const due = others.reduce((best, other) => (other.endS < best.endS ? other : best), first!);
      const isPast = due.endS > period.endS || (isEnd ? due.startS >= lastS : due.endS > settledS);
      if (isPast) return;
      yield totals.of(due);
      this.next.set(due.kind, nextPeriod(due));
    }
  }
}

function firstPeriod(kind: PeriodKind, firstS: number, { startS }: TimeRange): CalendarPeriod {
  const period = periodOf(kind, Math.max(firstS, startS + 1));
  return period.startS < startS ? nextPeriod(period) : period;
}
