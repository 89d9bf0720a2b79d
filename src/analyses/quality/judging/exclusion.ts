import type { TimeRange } from '../../../domain/time/time.js';
import { ObservedTime } from '../../series/observed.js';
import { rainBetween, roundRain, type RainSeries } from '../../series/series.js';
import { spells } from '../../series/spells.js';

/** From which level on flagged time is left out. */
export type ExcludedLevel = 1 | 2 | 3;

/** What leaving out time would take from a gauge. */
export interface Taken {
  readonly rainMm: number;
  /** Observed minutes. */
  readonly minutes: number;
  /** Events, by a dry gap of 6 hours, of which something goes. */
  readonly events: number;
}

/** The same of flagged time from a level on. */
export interface Exclusion extends Taken {
  readonly level: ExcludedLevel;
}

interface Leveled extends TimeRange {
  readonly level: number;
}

const GAP_S = [6 * 3600];

/** What flags of a level or worse would take, for each level. */
export function exclusions(series: RainSeries, flags: readonly Leveled[]): Exclusion[] {
  const taker = new Taker(series);
  return ([1, 2, 3] as const).map((level) => ({ level, ...taker.taken(excludedTimes(flags, level)) }));
}

/** Tells what leaving out stretches of time takes from a series. */
export class Taker {
  private readonly observed: ObservedTime;
  private readonly rainy: readonly TimeRange[];

  constructor(private readonly series: RainSeries) {
    this.observed = new ObservedTime(series.runs);
    this.rainy = Array.from(spells(series, GAP_S), ({ startS, endS }) => ({ startS, endS }));
  }

  /** Times are in order and apart. */
  taken(times: readonly TimeRange[]): Taken {
    let [rainMm, seconds, events, k] = [0, 0, 0, 0];
    for (const { startS, endS } of times) {
      rainMm += rainBetween(this.series, startS, endS);
      seconds += this.observed.between(startS, endS);
    }
    for (const spell of this.rainy) {
      while (k < times.length && times[k]!.endS <= spell.startS) k++;
      if (k < times.length && times[k]!.startS < spell.endS) events++;
    }
    return { rainMm: roundRain(rainMm), minutes: Math.round(seconds / 60), events };
  }
}

/** The time that flags of a level or worse cover, in order and apart. */
export function excludedTimes(flags: readonly Leveled[], level: ExcludedLevel): TimeRange[] {
  const joined: { startS: number; endS: number }[] = [];
  const worse = flags.filter((flag) => flag.level >= level);
  for (const { startS, endS } of worse.sort((a, b) => a.startS - b.startS)) {
    const last = joined.at(-1);
    if (last && startS <= last.endS) last.endS = Math.max(last.endS, endS);
    else joined.push({ startS, endS });
  }
  return joined;
}
