import type { RainEvent } from '../events.js';
import type { Idf } from '../idf.js';
import { countUntil, rainBetween, type RainSeries } from '../series/series.js';
import { rarity, type Rarity } from './return-period.js';

/** The greatest rain of an event in windows of one length, mm. */
export interface EventDepth {
  readonly windowS: number;
  readonly depthMm: number;
}

/** The greatest rain of an event in windows of each length: a window may begin before it, where it was dry. */
export function eventDepths(
  series: RainSeries,
  { startS, endS }: Pick<RainEvent, 'startS' | 'endS'>,
  windowsS: readonly number[],
): EventDepth[] {
  const [first, end] = [countUntil(series, startS), countUntil(series, endS)];
  return windowsS.map((windowS) => {
    let depthMm = 0;
    for (let i = first; i < end; i++) {
      const t = series.timeS[i]!;
      depthMm = Math.max(depthMm, rainBetween(series, Math.max(startS, t - windowS), t));
    }
    return { windowS, depthMm };
  });
}

/** How rare an event was, window by window, among the usable annual maxima; [] for windows that have none. */
export function eventRarity(
  series: RainSeries,
  event: Pick<RainEvent, 'startS' | 'endS'>,
  { maxima }: Pick<Idf, 'maxima'>,
  options: { readonly samples: number; readonly seed: number; readonly fewestYears: number },
): (EventDepth & Rarity)[] {
  const depths = eventDepths(
    series,
    event,
    maxima.map(({ windowS }) => windowS),
  );
  return maxima.flatMap(({ years }, w) => {
    const sample = years.filter(({ isUsed }) => isUsed).map(({ rainMm }) => rainMm);
    return sample.length < options.fewestYears
      ? []
      : [{ ...depths[w]!, ...rarity(depths[w]!.depthMm, sample, options) }];
  });
}
