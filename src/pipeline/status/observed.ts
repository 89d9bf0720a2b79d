import type { TimeRange } from '../../domain/time.js';
import { MINUTE_S } from '../../domain/time.js';
import type { CoverageRun } from '../../formats/coverage.js';

/** How much of a stretch of time was observed. */
export interface Completeness {
  readonly minutes: number;
  readonly observedMinutes: number;
  /** Observed share, 0 to 1. */
  readonly completeness: number;
  /** Stretches of at least a minute without observation; shorter ones are the jitter of a clock. */
  readonly gaps: number;
  readonly longestGapMinutes: number;
}

/**
 * What ascending runs observed of `range`. A run observed `(firstS - intervalS, lastS]`; where that reaches back into the
 * run before, the time counts once. A reading alone observed nothing that can be told.
 */
export function completenessOf(runs: Iterable<CoverageRun>, { startS, endS }: TimeRange): Completeness {
  let untilS = startS;
  let observedS = 0;
  let gaps = 0;
  let longestGapS = 0;
  const gap = (lengthS: number): void => {
    if (lengthS < MINUTE_S) return;
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
  }
  gap(endS - untilS);
  return {
    minutes: (endS - startS) / MINUTE_S,
    observedMinutes: Math.round(observedS / MINUTE_S),
    completeness: Math.round((observedS / (endS - startS)) * 1e4) / 1e4,
    gaps,
    longestGapMinutes: Math.round(longestGapS / MINUTE_S),
  };
}
