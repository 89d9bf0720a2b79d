import type { EventOptions } from './events.js';
import { ObservedTime, isEnough } from './series/observed.js';
import { countUntil, rainBetween, type RainSeries } from './series/series.js';
import { gapAfter, intervalsFrom } from './series/spells.js';
import { withoutCoarse } from './maxima.js';
import { SHORT_WINDOWS_S } from './series/windows.js';

/** Rain somewhere in a network. */
export interface NetworkEvent {
  readonly startS: number;
  readonly endS: number;
  /** mm at each gauge; NaN where it did not observe all of the event. */
  readonly depthsMm: Float64Array;
  /** The greatest intensity at any gauge, mm/h, for each of `SHORT_WINDOWS_S`; NaN where no gauge tells. */
  readonly peaks: readonly { readonly windowS: number; readonly intensity: number }[];
}

/** So much of an event a gauge has to have observed for its depth to be told. */
const LEAST_COVERAGE = 0.95;

/**
 * Events of a network: an event lasts as long as no dry gap passes in which no gauge had rain. Those in which no gauge
 * received the least depth are left out; a gauge that missed a part of an event may have received it all the same, and then the
 * event is told of, though the gauge's depth is not.
 */
export function* networkEvents(
  gauges: readonly RainSeries[],
  { gapS, minDepthMm }: Pick<EventOptions, 'gapS' | 'minDepthMm'>,
): Generator<NetworkEvent, void, undefined> {
  const observed = gauges.map(({ runs }) => new ObservedTime(runs));
  const fine = SHORT_WINDOWS_S.map((windowS) => gauges.map((series) => withoutCoarse(series, windowS)));
  for (const { startS, endS } of networkSpells(gauges, gapS)) {
    const depthsMm = Float64Array.from(gauges, (series, g) =>
      isEnough(observed[g]!.coverage(startS, endS), LEAST_COVERAGE) ? rainBetween(series, startS, endS) : NaN,
    );
    if (!gauges.some((series) => rainBetween(series, startS, endS) >= minDepthMm)) continue;
    const peaks = SHORT_WINDOWS_S.map((windowS, w) => {
      const most = Math.max(...fine[w]!.map((series) => greatest(series, startS, endS, windowS)));
      return { windowS, intensity: most > 0 ? (most * 3600) / windowS : NaN };
    });
    yield { startS, endS, depthsMm, peaks };
  }
}

function* networkSpells(
  gauges: readonly RainSeries[],
  gapS: EventOptions['gapS'],
): Generator<{ startS: number; endS: number }, void, undefined> {
  const wet: { startS: number; endS: number }[] = [];
  for (const series of gauges) {
    const interval = intervalsFrom(series.runs, series.timeS[0] ?? 0);
    for (let i = 0; i < series.count; i++) {
      const t = series.timeS[i]!;
      wet.push({ startS: t - interval(t), endS: t });
    }
  }
  wet.sort((a, b) => a.startS - b.startS);
  let spell: { startS: number; endS: number } | undefined;
  for (const { startS, endS } of wet) {
    if (spell && startS - spell.endS < gapAfter(gapS, spell.endS)) spell.endS = Math.max(spell.endS, endS);
    else {
      if (spell) yield spell;
      spell = { startS, endS };
    }
  }
  if (spell) yield spell;
}

/** The most rain of windows that end with a reading of a stretch. */
function greatest(series: RainSeries, startS: number, endS: number, windowS: number): number {
  const { timeS, sumMm } = series;
  const first = countUntil(series, startS);
  const end = countUntil(series, endS);
  let most = 0;
  for (let i = first, before = first; i < end; i++) {
    while (timeS[before]! <= timeS[i]! - windowS) before++;
    most = Math.max(most, sumMm[i + 1]! - sumMm[before]!);
  }
  return most;
}
