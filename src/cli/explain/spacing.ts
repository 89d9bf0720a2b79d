import { coverageRuns } from '../../formats/coverage.js';

/** How the stamps of a source follow each other. */
export interface Spacing {
  /** Seconds, and how many readings came in runs of it; the commonest first. */
  readonly intervals: readonly { readonly intervalS: number; readonly readings: number }[];
  /** Largest distance of a stamp from its run's interval, seconds. */
  readonly jitterS: number;
  /** Stretches without readings between runs, from one stamp to the next, Unix seconds. */
  readonly gaps: readonly { readonly afterS: number; readonly untilS: number }[];
  /** Readings whose stamp another one has, too. */
  readonly repeated: number;
  /** Readings that stand before an earlier one. */
  readonly outOfOrder: number;
}

/** Works out the spacing of stamps given in the order received. */
export function spacingOf(stampsS: Uint32Array): Spacing {
  let outOfOrder = 0;
  for (let i = 1; i < stampsS.length; i++) if (stampsS[i]! < stampsS[i - 1]!) outOfOrder++;
  const sorted = Uint32Array.from(new Set(stampsS)).sort();
  const readingsOf = new Map<number, number>();
  const gaps: { afterS: number; untilS: number }[] = [];
  let jitterS = 0;
  let at = 0;
  let lastS: number | undefined;
  for (const { firstS, lastS: endS, intervalS, readings } of coverageRuns(sorted, sorted.length)) {
    if (lastS !== undefined) gaps.push({ afterS: lastS, untilS: firstS });
    if (intervalS !== undefined) {
      readingsOf.set(intervalS, (readingsOf.get(intervalS) ?? 0) + readings);
      for (let i = at + 1; i < at + readings; i++)
        jitterS = Math.max(jitterS, Math.abs(sorted[i]! - sorted[i - 1]! - intervalS));
    }
    at += readings;
    lastS = endS;
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
