import type { ObservedRun } from './series.js';

/**
 * How much of any stretch of time was observed, by readings fine enough for it: a reading that counts an hour says nothing
 * of five minutes. Asked in rising order it takes a step each; otherwise it searches.
 */
export class ObservedTime {
  private readonly startS: Float64Array;
  private readonly endS: Float64Array;
  /** Seconds observed before each run, and in all of them. */
  private readonly beforeS: Float64Array;
  private readonly runs: number;
  /** The run that the last question was about. */
  private at = 0;

  /** Runs of readings at intervals above `mostIntervalS` do not count. */
  constructor(runs: readonly ObservedRun[], mostIntervalS = Infinity) {
    const fine = runs.filter(({ intervalS }) => intervalS <= mostIntervalS);
    this.runs = fine.length;
    this.startS = Float64Array.from(fine, (run) => run.startS);
    this.endS = Float64Array.from(fine, (run) => run.endS);
    this.beforeS = new Float64Array(fine.length + 1);
    fine.forEach((run, k) => (this.beforeS[k + 1] = this.beforeS[k]! + run.endS - run.startS));
  }

  /** Seconds observed until `t`, since the beginning. */
  until(t: number): number {
    const { startS, endS, beforeS, runs } = this;
    let k = this.at;
    // The last run that begins before t.
    if (k >= runs || startS[k]! >= t || (k + 1 < runs && startS[k + 1]! < t)) {
      if (k + 1 < runs && startS[k + 1]! < t && (k + 2 >= runs || startS[k + 2]! >= t)) k++;
      else k = this.search(t);
      this.at = Math.max(0, k);
    }
    if (k < 0 || runs === 0) return 0;
    const end = endS[k]!;
    return beforeS[k]! + (t < end ? t : end) - startS[k]!;
  }

  /** Seconds observed in `(fromS, toS]`. */
  between(fromS: number, toS: number): number {
    return this.until(toS) - this.until(fromS);
  }

  /** The part of `(fromS, toS]` that was observed, 0 to 1. */
  coverage(fromS: number, toS: number): number {
    return this.between(fromS, toS) / (toS - fromS);
  }

  private search(t: number): number {
    let low = 0;
    for (let high = this.runs; low < high;) {
      const middle = (low + high) >>> 1;
      if (this.startS[middle]! < t) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** Coverage counts as enough within this: it is a quotient of whole seconds. */
const ROUNDING = 1e-9;

/** Whether so much was observed as is asked for. */
export function isEnough(coverage: number, least: number): boolean {
  return coverage >= least - ROUNDING;
}

/** Windows up to this long need all of their time observed, unless said otherwise; longer ones nearly all. */
const SHORT_S = 6 * 3600;
const MOST_OF_IT = 0.95;

/** What a window of this length must at least be covered for its rain to be given. */
export function leastCoverage(lengthS: number, asked: number | undefined): number {
  return asked ?? (lengthS <= SHORT_S ? 1 : MOST_OF_IT);
}
