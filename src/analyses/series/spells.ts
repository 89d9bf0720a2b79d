import { civilFromDays, DAY_S } from '../../domain/time/time.js';
import type { ObservedRun, RainSeries } from './series.js';

/** Dry time that separates two events, seconds: one for the year, or one a month from January. */
export type DryGap = readonly number[];

/** A stretch of wet readings, `[first, end)`, of which no two are a dry gap apart. */
export interface Spell {
  readonly first: number;
  readonly end: number;
  readonly startS: number;
  readonly endS: number;
}

/** Dry seconds that end an event whose last rain is stamped `t`. */
export function gapAfter(gapS: DryGap, t: number): number {
  return gapS.length === 1 ? gapS[0]! : gapS[civilFromDays(Math.floor((t - 1) / DAY_S)).month - 1]!;
}

/**
 * The spells of a series. A spell begins where its first wet reading begins to count, and ends at the stamp of its last; the
 * next one begins where the dry time in between is the gap or longer. The gap is that of the month in which the earlier
 * rain ended.
 */
export function* spells(series: RainSeries, gapS: DryGap, from = 0): Generator<Spell, void, undefined> {
  const { count, timeS } = series;
  const interval = intervalsFrom(series.runs, timeS[from] ?? 0);
  let first = from;
  let startS = 0;
  for (let i = from; i < count; i++) {
    const beginsS = timeS[i]! - interval(timeS[i]!);
    if (i === first) startS = beginsS;
    else if (beginsS - timeS[i - 1]! >= gapAfter(gapS, timeS[i - 1]!)) {
      yield { first, end: i, startS, endS: timeS[i - 1]! };
      first = i;
      startS = beginsS;
    }
  }
  if (first < count) yield { first, end: count, startS, endS: timeS[count - 1]! };
}

/** Seconds of a stretch that splits an event where little fell in it. */
const SPLIT_S = 6 * 3600;

/**
 * The parts of a spell between stretches of 6 hours with less than `splitBelowMm` (RUSLE: 1.27 mm; Renard et al. 1997), each
 * of which lies in the spell. Readings in such a stretch are in no part, but the last one begins the part that follows, as
 * in hyetor (Vantas, 2018), whose published events this gives.
 */
export function* splitSpell(series: RainSeries, spell: Spell, splitBelowMm: number): Generator<Spell, void, undefined> {
  const { timeS, sumMm, runs } = series;
  const { first, end, startS, endS } = spell;
  if (splitBelowMm <= 0 || endS - startS < SPLIT_S) {
    yield spell;
    return;
  }
  const interval = intervalsFrom(runs, timeS[first]!);
  const isQuiet = new Uint8Array(end - first + 1);
  // A stretch begins with the spell or behind a reading, and ends before the one that makes it too wet or with the spell.
  for (let i = first, j = first; i <= end; i++) {
    const fromS = i === first ? startS : timeS[i - 1]!;
    while (j < end && sumMm[j + 1]! - sumMm[i]! < splitBelowMm - 5e-7) j++;
    const toS = j < end ? timeS[j]! : endS;
    if (toS - fromS > SPLIT_S || (j === end && toS - fromS === SPLIT_S)) {
      const lastKept = j < end ? j - 1 : j;
      isQuiet.fill(1, i - first, Math.max(i, lastKept) - first);
    }
  }
  let partFirst = -1;
  let partStartS = 0;
  for (let i = first; i <= end; i++) {
    const beginsS = i < end ? timeS[i]! - interval(timeS[i]!) : 0;
    const ends = i === end || isQuiet[i - first] === 1 || (i > first && beginsS - timeS[i - 1]! >= SPLIT_S);
    if (ends && partFirst >= 0) {
      yield { first: partFirst, end: i, startS: partStartS, endS: timeS[i - 1]! };
      partFirst = -1;
    }
    if (i < end && isQuiet[i - first] === 0 && partFirst < 0) {
      partFirst = i;
      partStartS = beginsS;
    }
  }
}

/** What the reading stamped `t` counts, for rising `t` from `firstS` on, seconds; 0 where it is not known. */
export function intervalsFrom(runs: readonly ObservedRun[], firstS: number): (t: number) => number {
  let k = Math.max(0, runIndex(runs, firstS));
  return (t) => {
    while (k < runs.length && runs[k]!.endS < t) k++;
    const run = runs[k];
    return run && run.startS < t ? Math.min(run.intervalS, t - run.startS) : 0;
  };
}

/** The run in which `t` lies, or the one before it. */
function runIndex(runs: readonly ObservedRun[], t: number): number {
  let low = 0;
  for (let high = runs.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (runs[middle]!.startS < t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
