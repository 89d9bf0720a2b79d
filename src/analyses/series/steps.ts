import type { TimeRange } from '../../domain/time/time.js';
import type { RainSeries } from './series.js';

/** How far a series has come, when an analysis is asked for what can be said. */
export interface SeriesStep {
  readonly series: RainSeries;
  /** Stamps of the first and the last reading so far; undefined where there is none. */
  readonly firstS: number | undefined;
  readonly lastS: number | undefined;
  /** Until when it is known what fell and what was observed. */
  readonly settledS: number;
  /** Whether no more readings come. */
  readonly isEnd: boolean;
  /** What is asked for, `(startS, endS]`; open ends are −∞ and ∞. */
  readonly period: TimeRange;
}

/** An analysis that says what it can while readings still come. */
export interface Stepwise<Item> {
  /** What can be said now and was not said before. */
  readonly take: (step: SeriesStep) => Iterable<Item>;
  /** From when on it still needs the series, Unix seconds. */
  readonly neededFromS: number;
  /** Seconds before and after what is asked for that it looks at. */
  readonly around: { readonly beforeS: number; readonly afterS: number };
}
