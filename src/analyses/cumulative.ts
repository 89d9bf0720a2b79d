import { isEnough, leastCoverage, ObservedTime } from './series/observed.js';
import type { SeriesStep, Stepwise } from './series/steps.js';
import { countUntil, roundRain, type RainSeries } from './series/series.js';

/** Moments at a steady step: `startS`, `startS + stepS`, …, `count` of them. */
export interface TimeGrid {
  readonly startS: number;
  readonly stepS: number;
  readonly count: number;
}

export interface CumulativeOptions {
  readonly windowsS: readonly number[];
  /** 0 to 1; default: 1 for windows up to 6 h, 0.95 above. */
  readonly minCoverage?: number | undefined;
}

/** A column a window, each of shape `[count]` of the grid. */
export interface CumulativeTable {
  readonly count: number;
  /** mm, at most 6 decimals; NaN where too little was observed. */
  readonly rainMm: readonly Float64Array[];
  /** 0 to 1. */
  readonly coverage: readonly Float64Array[];
}

interface Window {
  readonly lengthS: number;
  readonly least: number;
  readonly observed: { readonly start: ObservedTime; readonly end: ObservedTime };
}

/**
 * Rain of windows that end at given moments: `P_d(t) = Σ rain of stamps in (t − d, t]` in mm, and its coverage, the part of
 * `(t − d, t]` that readings at intervals of at most d observed. By differences of prefix sums: a step a moment and
 * window, however long the window is.
 */
export class Cumulative {
  private readonly windows: readonly Window[];

  constructor(
    private readonly series: RainSeries,
    { windowsS, minCoverage }: CumulativeOptions,
  ) {
    const times = new Map<boolean, ObservedTime>();
    const coarsestS = Math.max(0, ...series.runs.map(({ intervalS }) => intervalS));
    const observedBy = (lengthS: number, isStart: boolean): ObservedTime => {
      if (lengthS < coarsestS) return new ObservedTime(series.runs, lengthS);
      const known = times.get(isStart) ?? new ObservedTime(series.runs);
      times.set(isStart, known);
      return known;
    };
    this.windows = windowsS.map((lengthS) => ({
      lengthS,
      least: leastCoverage(lengthS, minCoverage),
      observed: { start: observedBy(lengthS, true), end: observedBy(lengthS, false) },
    }));
  }

  /** The table of these moments. */
  at(grid: TimeGrid): CumulativeTable {
    const columns = this.windows.map((window) => this.column(window, grid));
    return {
      count: grid.count,
      rainMm: columns.map(({ rainMm }) => rainMm),
      coverage: columns.map(({ coverage }) => coverage),
    };
  }

  private column(
    { lengthS, least, observed }: Window,
    { startS, stepS, count }: TimeGrid,
  ): { rainMm: Float64Array; coverage: Float64Array } {
    const { series } = this;
    const { timeS, sumMm } = series;
    const rainMm = new Float64Array(count);
    const coverage = new Float64Array(count);
    let before = countUntil(series, startS - lengthS);
    let until = countUntil(series, startS);
    for (let i = 0; i < count; i++) {
      const t = startS + i * stepS;
      while (until < series.count && timeS[until]! <= t) until++;
      while (before < until && timeS[before]! <= t - lengthS) before++;
      const covered = (observed.end.until(t) - observed.start.until(t - lengthS)) / lengthS;
      coverage[i] = covered;
      if (!isEnough(covered, least)) rainMm[i] = NaN;
      else if (until > before) rainMm[i] = roundRain(sumMm[until]! - sumMm[before]!);
    }
    return { rainMm, coverage };
  }
}

/** Moments of a page. */
const PAGE = 4096;

/** A part of a table by steps, with the moments that it is of. */
export interface CumulativePage extends CumulativeTable {
  readonly grid: TimeGrid;
}

/** Cumulative rain at every multiple of a step from the first reading to the last, as it comes to be known. */
export class CumulativeBySteps implements Stepwise<CumulativePage> {
  private nextS: number | undefined;

  constructor(
    private readonly stepS: number,
    private readonly options: CumulativeOptions,
  ) {}

  get around(): { beforeS: number; afterS: number } {
    return { beforeS: Math.max(...this.options.windowsS), afterS: 0 };
  }

  get neededFromS(): number {
    return (this.nextS ?? -Infinity) - Math.max(...this.options.windowsS) - this.stepS;
  }

  *take({ series, firstS, settledS, period }: SeriesStep): Generator<CumulativePage, void, undefined> {
    if (firstS === undefined) return;
    const { stepS, options } = this;
    this.nextS ??= Math.ceil(Math.max(firstS, period.startS + 1) / stepS) * stepS;
    const lastS = Math.min(settledS, period.endS);
    if (this.nextS > lastS) return;
    const cumulative = new Cumulative(series, options);
    while (this.nextS <= lastS) {
      const count = Math.min(PAGE, Math.floor((lastS - this.nextS) / stepS) + 1);
      const grid = { startS: this.nextS, stepS, count };
      yield { grid, ...cumulative.at(grid) };
      this.nextS += count * stepS;
    }
  }
}
