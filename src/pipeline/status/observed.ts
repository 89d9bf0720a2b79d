import type { CoverageRun } from '../../analyses/coverage.js';
import { STEP_JITTER_S } from '../../analyses/series/usual-interval.js';
import type { TimeRange } from '../../domain/time/time.js';
import { MINUTE_S } from '../../domain/time/time.js';

/** How much of a stretch of time was observed. */
export interface Completeness {
  readonly minutes: number;
  readonly observedMinutes: number;
  /** Observed share, 0 to 1. */
  readonly completeness: number;
  /** Stretches of more than 4 s without observation, shorter ones are the jitter of a clock; the last only once a reading is due. */
  readonly gaps: number;
  readonly longestGapMinutes: number;
}

/**
 * What ascending runs observed of `range`. A run observed `(firstS - intervalS, lastS]`; where that reaches back into the
 * run before, the time counts once. A run without an interval observed nothing that can be told.
 */
export function completenessOf(runs: Iterable<CoverageRun>, { startS, endS }: TimeRange): Completeness {
  let untilS = startS;
  let dueAfterS = 0;
  let observedS = 0;
  let gaps = 0;
  let longestGapS = 0;
  const gap = (lengthS: number): void => {
    if (lengthS <= STEP_JITTER_S) return;
    gaps++;
    longestGapS = Math.max(longestGapS, lengthS);
  };
  for (const { firstS, lastS, intervalS } of runs) {
    if (intervalS === undefined) continue;
    const fromS = Math.max(untilS, firstS - intervalS);
    const toS = Math.min(endS, lastS);
    if (toS <= fromS) continue;
    gap(fromS - untilS);
    observedS += toS - fromS;
    untilS = toS;
    dueAfterS = intervalS;
  }
  if (endS - untilS > dueAfterS + STEP_JITTER_S) gap(endS - untilS);
  return {
    minutes: (endS - startS) / MINUTE_S,
    observedMinutes: Math.round(observedS / MINUTE_S),
    completeness: Math.round((observedS / (endS - startS)) * 1e4) / 1e4,
    gaps,
    longestGapMinutes: Math.round(longestGapS / MINUTE_S),
  };
}
