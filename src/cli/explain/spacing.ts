import { coverageOf, type CoverageRun } from '../../analyses/coverage.js';
import { STEP_JITTER_S } from '../../analyses/series/usual-interval.js';
import { yearOf, yearRange } from '../../domain/time/time.js';

/** How the stamps of a source follow each other. */
export interface Spacing {
  /** Seconds, and how many readings count for it; the commonest first. */
  readonly intervals: readonly { readonly intervalS: number; readonly readings: number }[];
  /** Largest distance of a stamp from its run's interval, seconds. */
  readonly jitterS: number;
  /** Stretches that were not all observed, from one stamp to the next, Unix seconds. */
  readonly gaps: readonly { readonly afterS: number; readonly untilS: number }[];
  /** Readings whose stamp another one has, too. */
  readonly repeated: number;
  /** Readings that stand before an earlier one. */
  readonly outOfOrder: number;
}

/** Works out the spacing of stamps given in the order received; `intervalS`: the gauge's usual one, where it is known. */
export function spacingOf(stampsS: Uint32Array, intervalS?: number): Spacing {
  let outOfOrder = 0;
  for (let i = 1; i < stampsS.length; i++) if (stampsS[i]! < stampsS[i - 1]!) outOfOrder++;
  const sorted = Uint32Array.from(new Set(stampsS)).sort();
  const readingsOf = new Map<number, number>();
  const gaps: { afterS: number; untilS: number }[] = [];
  let jitterS = 0;
  let at = 0;
  let afterS: number | undefined;
  for (const run of runsByYear(sorted, intervalS)) {
    const { firstS, lastS, readings } = run;
    const isGap = afterS !== undefined && firstS - (run.intervalS ?? 0) > afterS + STEP_JITTER_S;
    if (isGap) gaps.push({ afterS: afterS!, untilS: firstS });
    if (run.intervalS !== undefined) {
      readingsOf.set(run.intervalS, (readingsOf.get(run.intervalS) ?? 0) + readings);
      for (let i = at + 1; i < at + readings; i++)
        jitterS = Math.max(jitterS, Math.abs(sorted[i]! - sorted[i - 1]! - run.intervalS));
    }
    at += readings;
    afterS = lastS;
  }
  const intervals = [...readingsOf].map(([intervalS, readings]) => ({ intervalS, readings }));
  return {
    intervals: intervals.sort((a, b) => b.readings - a.readings),
    jitterS,
    gaps,
    repeated: stampsS.length - sorted.length,
    outOfOrder,
  };
}

/** The runs of ascending stamps, year by year, as the coverage tables have them. */
function* runsByYear(timeS: Uint32Array, intervalS: number | undefined): Generator<CoverageRun, void, undefined> {
  for (let first = 0; first < timeS.length;) {
    const { endS } = yearRange(yearOf(timeS[first]!));
    let end = first + 1;
    while (end < timeS.length && timeS[end]! < endS) end++;
    yield* coverageOf(timeS.subarray(first, end), end - first, intervalS).runs;
    first = end;
  }
}
