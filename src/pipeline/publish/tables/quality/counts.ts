import { OddSteps } from '../../../../analyses/quality/judging/odd-steps.js';
import type { OddStep, WetCounts } from '../../../../analyses/quality/judging/quality-test.js';
import { countUntil, type ObservedRun, type RainSeries } from '../../../../analyses/series/series.js';
import type { TimeRange } from '../../../../domain/time/time.js';
import type { SeriesRows } from '../../../../formats/series-rows.js';

/** What readings say as they were received, beside their rain. */
export interface Counts {
  readonly counts: WetCounts | undefined;
  readonly oddSteps: readonly OddStep[];
}

/** The same of all readings of a year. */
export interface YearCounts extends Counts {
  readonly counts: WetCounts;
}

/** Of a gauge whose amounts are no tips: they say nothing of a bucket. */
export const NO_COUNTS: Counts = { counts: undefined, oddSteps: [] };

/** Columns of readings that are looked at. */
export type CountedRows = Pick<SeriesRows, 'count' | 'timeS' | 'tips' | 'battery'>;

/** Gathers tips, volts and odd steps of a year's readings, which come in time order. Memory: 24 bytes a wet reading. */
export class CountsReader {
  private readonly columns = { timeS: [] as number[], tips: [] as number[], battery: [] as number[] };
  private readonly odd: OddSteps;

  /** `runs` are those of the year. */
  constructor(runs: readonly ObservedRun[]) {
    this.odd = new OddSteps(runs);
  }

  take({ count, timeS, tips, battery }: CountedRows): void {
    const { columns } = this;
    this.odd.addAll(timeS, 0, count);
    for (let i = 0; i < count; i++) {
      if (tips[i] === 0) continue;
      columns.timeS.push(timeS[i]!);
      columns.tips.push(tips[i]!);
      columns.battery.push(battery[i]!);
    }
  }

  found(): YearCounts {
    const { timeS, tips, battery } = this.columns;
    return {
      counts: { timeS: Float64Array.from(timeS), tips: Float64Array.from(tips), battery: Float64Array.from(battery) },
      oddSteps: this.odd.found(),
    };
  }
}

/**
 * What years on end have in a period `(startS, endS]`. Tips of which no rain was made are left out: the gauge was not measuring
 * then.
 */
export function countsWithin(years: readonly YearCounts[], series: RainSeries, { startS, endS }: TimeRange): Counts {
  const found = { timeS: [] as number[], tips: [] as number[], battery: [] as number[] };
  let wet = countUntil(series, startS);
  for (const { timeS, tips, battery } of years.map(({ counts }) => counts))
    for (let i = 0; i < timeS.length; i++) {
      const t = timeS[i]!;
      if (t <= startS || t > endS) continue;
      while (wet < series.count && series.timeS[wet]! < t) wet++;
      if (wet === series.count || series.timeS[wet] !== t) continue;
      found.timeS.push(t);
      found.tips.push(tips[i]!);
      found.battery.push(battery[i]!);
    }
  return {
    counts: {
      timeS: Float64Array.from(found.timeS),
      tips: Float64Array.from(found.tips),
      battery: Float64Array.from(found.battery),
    },
    oddSteps: years.flatMap(({ oddSteps }) => oddSteps.filter(({ toS }) => toS > startS && toS <= endS)),
  };
}
