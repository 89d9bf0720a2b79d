import { DAY_S, type TimeRange } from '../domain/time/time.js';
import { energyOf, type EnergyFormula, type WetReading } from './erosivity.js';
import { isEnough, ObservedTime } from './series/observed.js';
import { countUntil, rainBetween, roundRain, type RainSeries } from './series/series.js';
import { gapAfter, intervalsFrom, spells, splitSpell, type DryGap, type Spell } from './series/spells.js';
import type { SeriesStep, Stepwise } from './series/steps.js';
import { SHORT_WINDOWS_S } from './series/windows.js';

/** Rain of the days before an event is told of so many days. */
export const ANTECEDENT_DAYS = [1, 5, 10] as const;
/** Antecedent rain is given where so much of its time was observed. */
const ANTECEDENT_COVERAGE = 0.95;

export interface EventOptions {
  readonly gapS: DryGap;
  /** Events of less rain are left out, mm. */
  readonly minDepthMm: number;
  readonly energy: EnergyFormula;
  /** Stretches of 6 hours with less rain than this split an event and are no part of it, mm; 0: none do. */
  readonly splitBelowMm: number;
}

export const DEFAULT_EVENTS: EventOptions = { gapS: [6 * 3600], minDepthMm: 0.5, energy: 'mcgregor', splitBelowMm: 0 };

/** Where missing data may have cut an event short, or hide a part of it. */
export type Cut = 'before' | 'inside' | 'after';

/** The most intense stretch of an event. */
export interface Peak {
  readonly windowS: number;
  /** mm/h over the window; NaN where readings are too coarse for it. */
  readonly intensity: number;
  /** When the first such window ends, Unix seconds. */
  readonly endS: number;
}

export interface RainEvent {
  readonly startS: number;
  readonly endS: number;
  readonly depthMm: number;
  readonly peaks: readonly Peak[];
  /** E·I30, MJ mm ha⁻¹ h⁻¹; NaN where there is no I30. */
  readonly ei30: number;
  /** mm of the days before the start (`ANTECEDENT_DAYS`); NaN where too little was observed. */
  readonly antecedentMm: readonly number[];
  /** The part of the event that was observed, 0 to 1. */
  readonly coverage: number;
  /** [] where nothing is missing in the event and the dry time around it. */
  readonly cut: readonly Cut[];
}

/** Describes spells as events; those of less than the least depth are none. */
export class EventReport {
  private readonly observed: ObservedTime;

  constructor(
    private readonly series: RainSeries,
    private readonly options: EventOptions,
  ) {
    this.observed = new ObservedTime(series.runs);
  }

  of({ first, end, startS, endS }: Spell): RainEvent | undefined {
    const { series, observed, options } = this;
    const depthMm = roundRain(series.sumMm[end]! - series.sumMm[first]!);
    if (depthMm < options.minDepthMm) return undefined;
    const readings = this.readings(first, end);
    const coarsestS = readings.reduce((most, { intervalS }) => Math.max(most, intervalS), 0);
    const peaks = SHORT_WINDOWS_S.map((windowS) => this.peak(first, end, windowS, coarsestS));
    const i30 = peaks.find(({ windowS }) => windowS === 1800)!.intensity;
    const isObserved = (fromS: number, toS: number): boolean => observed.between(fromS, toS) >= toS - fromS;
    const cut: Cut[] = [];
    if (!isObserved(startS - gapAfter(options.gapS, startS), startS)) cut.push('before');
    if (!isObserved(startS, endS)) cut.push('inside');
    if (!isObserved(endS, endS + gapAfter(options.gapS, endS))) cut.push('after');
    return {
      startS,
      endS,
      depthMm,
      peaks,
      ei30: energyOf(readings, options.energy) * i30,
      antecedentMm: ANTECEDENT_DAYS.map((days) => {
        const fromS = startS - days * DAY_S;
        return isEnough(observed.coverage(fromS, startS), ANTECEDENT_COVERAGE)
          ? rainBetween(series, fromS, startS)
          : NaN;
      }),
      coverage: endS > startS ? observed.coverage(startS, endS) : 0,
      cut,
    };
  }

  private readings(first: number, end: number): WetReading[] {
    const { timeS, rainMm, runs } = this.series;
    const interval = intervalsFrom(runs, timeS[first]!);
    return Array.from({ length: end - first }, (_, i) => {
      const t = timeS[first + i]!;
      return { timeS: t, rainMm: rainMm[first + i]!, intervalS: interval(t) };
    });
  }

  /** `I_d = max over t of Σ rain in (t − d, t] / d`: a window may begin before the event, where it was dry. */
  private peak(first: number, end: number, windowS: number, coarsestS: number): Peak {
    const { timeS, sumMm } = this.series;
    let most = 0;
    let endS = timeS[first]!;
    for (let i = first, before = first; i < end; i++) {
      while (timeS[before]! <= timeS[i]! - windowS) before++;
      const mm = sumMm[i + 1]! - sumMm[before]!;
      if (mm > most + 5e-7) {
        most = mm;
        endS = timeS[i]!;
      }
    }
    return { windowS, intensity: coarsestS > windowS ? NaN : roundRain((most * 3600) / windowS), endS };
  }
}

/** Every event of a series, in order; with a period, those that begin in it. */
export function* events(
  series: RainSeries,
  options: EventOptions,
  { startS, endS }: TimeRange = { startS: -Infinity, endS: Infinity },
): Generator<RainEvent, void, undefined> {
  const report = new EventReport(series, options);
  for (const whole of spells(series, options.gapS))
    for (const spell of splitSpell(series, whole, options.splitBelowMm)) {
      if (spell.startS < startS || spell.startS >= endS) continue;
      const event = report.of(spell);
      if (event) yield event;
    }
}

/** Events as they end: one is told of when the dry gap behind it has passed, or no more readings come. */
export class EventsBySteps implements Stepwise<RainEvent> {
  private toldS = -Infinity;
  private openS = -Infinity;

  constructor(private readonly options: EventOptions) {}

  /** An event may have begun, or end, beyond what is asked for. */
  get around(): { beforeS: number; afterS: number } {
    const reachS = Math.max(...ANTECEDENT_DAYS) * DAY_S + Math.max(...this.options.gapS);
    return { beforeS: 2 * reachS, afterS: reachS };
  }

  get neededFromS(): number {
    return this.openS - Math.max(...ANTECEDENT_DAYS) * DAY_S - Math.max(...this.options.gapS);
  }

  *take({ series, settledS, isEnd, period }: SeriesStep): Generator<RainEvent, void, undefined> {
    const { options } = this;
    const report = new EventReport(series, options);
    // Stamps jitter: a reading that is still to come may count from before what is settled, by its interval at most.
    const knownS = settledS - (series.runs.at(-1)?.intervalS ?? 0);
    this.openS = knownS;
    for (const whole of spells(series, options.gapS, countUntil(series, this.toldS))) {
      if (!isEnd && whole.endS + gapAfter(options.gapS, whole.endS) > knownS) {
        this.openS = whole.startS;
        return;
      }
      this.toldS = whole.endS;
      for (const spell of splitSpell(series, whole, options.splitBelowMm)) {
        const event = report.of(spell);
        if (event && event.startS >= period.startS && event.startS < period.endS) yield event;
      }
    }
  }
}
