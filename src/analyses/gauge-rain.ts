import { observedRuns, wetSeries, type RainSeries, type ReadingRun } from './series/series.js';

/** A gauge's rain of a year, or of several on end, with the stamps of its first and last reading. */
export interface GaugeRain {
  readonly series: RainSeries;
  /** The runs in which its readings came, as coverage tables have them. */
  readonly runs: readonly ReadingRun[];
  readonly firstS: number | undefined;
  readonly lastS: number | undefined;
}

/** Wet readings in time order, one per stamp: Unix seconds and mm, both of one length. */
interface WetColumns {
  readonly timeS: Float64Array;
  readonly rainMm: Float64Array;
}

/** The rain of wet readings and of the runs in which all readings came. */
export function gaugeRain({ timeS, rainMm }: WetColumns, runs: readonly ReadingRun[]): GaugeRain {
  return {
    series: wetSeries(timeS, rainMm, observedRuns(runs)),
    runs,
    firstS: runs[0]?.firstS,
    lastS: runs.at(-1)?.lastS,
  };
}

/**
 * Years of a gauge, one after another, as one; undefined ones are missing. Readings go on over New Year as within a year: what
 * each year's table cannot know of the other is decided here. Memory: 24 bytes a wet reading.
 */
export function joinYears(years: readonly (GaugeRain | undefined)[]): GaugeRain {
  const there = years.filter((year) => year !== undefined);
  if (there.length === 1) return there[0]!;
  const total = there.reduce((sum, { series }) => sum + series.count, 0);
  const timeS = new Float64Array(total);
  const rainMm = new Float64Array(total);
  let at = 0;
  for (const { series } of there) {
    timeS.set(series.timeS.subarray(0, series.count), at);
    rainMm.set(series.rainMm.subarray(0, series.count), at);
    at += series.count;
  }
  const runs = there.flatMap((year) => year.runs);
  return gaugeRain({ timeS, rainMm }, runs);
}
