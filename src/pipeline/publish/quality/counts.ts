import { OddSteps } from '../../../analyses/quality/judging/odd-steps.js';
import type { OddStep, WetCounts } from '../../../analyses/quality/judging/quality-test.js';
import { countUntil, type RainSeries } from '../../../analyses/series/series.js';
import type { TimeRange } from '../../../domain/time.js';
import type { SeriesRows } from '../../../formats/series-rows.js';

/** What readings say as they were received, beside their rain. */
export interface Counts {
  readonly counts: WetCounts | undefined;
  readonly oddSteps: readonly OddStep[];
}

/** Of a gauge whose amounts are no tips: they say nothing of a bucket. */
export const NO_COUNTS: Counts = { counts: undefined, oddSteps: [] };

/**
 * Gathers tips, volts and odd steps of a period from readings in time order. Tips of which no rain was made (the gauge was not
 * measuring then) are left out. Memory: 24 bytes a wet reading.
 */
export class CountsReader {
  private readonly columns = { timeS: [] as number[], tips: [] as number[], battery: [] as number[] };
  private readonly odd: OddSteps;
  private wet: number;

  constructor(
    private readonly series: RainSeries,
    private readonly period: TimeRange,
  ) {
    this.odd = new OddSteps(series.runs);
    this.wet = countUntil(series, period.startS);
  }

  take({ count, timeS, tips, battery }: SeriesRows): void {
    const { startS, endS } = this.period;
    const { columns, series } = this;
    let [from, to] = [0, count];
    while (from < count && timeS[from]! <= startS) from++;
    while (to > from && timeS[to - 1]! > endS) to--;
    this.odd.addAll(timeS, from, to);
    for (let i = from; i < to; i++) {
      if (tips[i] === 0) continue;
      const t = timeS[i]!;
      while (this.wet < series.count && series.timeS[this.wet]! < t) this.wet++;
      if (series.timeS[this.wet] !== t) continue;
      columns.timeS.push(t);
      columns.tips.push(tips[i]!);
      columns.battery.push(battery[i]!);
    }
  }

  found(): Counts {
    const { timeS, tips, battery } = this.columns;
    return {
      counts: { timeS: Float64Array.from(timeS), tips: Float64Array.from(tips), battery: Float64Array.from(battery) },
      oddSteps: this.odd.found(),
    };
  }
}
