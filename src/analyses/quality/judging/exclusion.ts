import type { TimeRange } from '../../../domain/time.js';
import { ObservedTime } from '../../series/observed.js';
import { rainBetween, roundRain, type RainSeries } from '../../series/series.js';
import { spells } from '../../series/spells.js';
import type { Flag } from './quality-test.js';

/** What leaving out flagged time would take from a gauge. */
export interface Exclusion {
  readonly level: 1 | 2 | 3;
  readonly rainMm: number;
  /** Observed minutes. */
  readonly minutes: number;
  /** Events, by a dry gap of 6 hours, of which something goes. */
  readonly events: number;
}

const GAP_S = [6 * 3600];

/** What flags of a level or worse would take, for each level. */
export function exclusions(series: RainSeries, flags: readonly Flag[]): Exclusion[] {
  const observed = new ObservedTime(series.runs);
  const rainy = [...spells(series, GAP_S)];
  return ([1, 2, 3] as const).map((level) => {
    const times = union(flags.filter((flag) => flag.level >= level));
    let [rainMm, seconds] = [0, 0];
    for (const { startS, endS } of times) {
      rainMm += rainBetween(series, startS, endS);
      seconds += observed.between(startS, endS);
    }
    const events = rainy.filter((spell) =>
      times.some(({ startS, endS }) => spell.startS < endS && spell.endS > startS),
    );
    return { level, rainMm: roundRain(rainMm), minutes: Math.round(seconds / 60), events: events.length };
  });
}

/** Stretches of time in order and apart. */
function union(flags: readonly TimeRange[]): TimeRange[] {
  const joined: { startS: number; endS: number }[] = [];
  for (const { startS, endS } of [...flags].sort((a, b) => a.startS - b.startS)) {
    const last = joined.at(-1);
    if (last && startS <= last.endS) last.endS = Math.max(last.endS, endS);
    else joined.push({ startS, endS });
  }
  return joined;
}
