import { roundRain, type RainSeries } from './series/series.js';
import { spells } from './series/spells.js';

/** Number and depths of the events that a dry gap would make. */
export interface GapEffect {
  readonly gapS: number;
  readonly events: number;
  readonly meanDepthMm: number;
  readonly maxDepthMm: number;
  readonly meanDurationS: number;
}

/** What events come to with dry gaps of 1 to 24 hours: events of less than the least depth are left out. */
export function gapSensitivity(series: RainSeries, minDepthMm: number): GapEffect[] {
  return Array.from({ length: 24 }, (_, h) => {
    const gapS = (h + 1) * 3600;
    let [count, depth, most, duration] = [0, 0, 0, 0];
    for (const { first, end, startS, endS } of spells(series, [gapS])) {
      const mm = roundRain(series.sumMm[end]! - series.sumMm[first]!);
      if (mm < minDepthMm) continue;
      count++;
      depth += mm;
      most = Math.max(most, mm);
      duration += endS - startS;
    }
    return {
      gapS,
      events: count,
      meanDepthMm: count > 0 ? depth / count : NaN,
      maxDepthMm: count > 0 ? most : NaN,
      meanDurationS: count > 0 ? duration / count : NaN,
    };
  });
}
