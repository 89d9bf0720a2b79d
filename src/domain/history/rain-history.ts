import type { Curve } from './curve.js';
import type { TimeRange } from '../time/time.js';

/** What holds from a stamp on, Unix seconds, until the next one; the first of several from −∞. */
export interface Since {
  readonly fromS: number;
}

export type DatedCurve = Curve & Since;

/** A gauge's usual interval, seconds, where the gauges table says it. */
export interface DatedInterval extends Since {
  readonly intervalS: number | undefined;
}

/** Kinds of interventions in whose time a gauge's readings are no rain: what fell is not known. */
export const UNKNOWN_KINDS = ['missing', 'test-tips', 'clogged'] as const;
export type UnknownKind = (typeof UNKNOWN_KINDS)[number];

/** A time of which is not known what fell, half-open; `endS` is ∞ where it lasts still. */
export interface UnknownPeriod extends TimeRange {
  readonly kind: UnknownKind;
}

/** By what a gauge's counts become rain, where that is not one curve for all time. Every list ascends. */
export interface RainHistory {
  readonly curves: readonly DatedCurve[];
  readonly intervals: readonly DatedInterval[];
  readonly unknown: readonly UnknownPeriod[];
}

/** A gauge's curve of today, and the history of it where it has one. */
export interface Calibration extends Curve {
  readonly history?: RainHistory | undefined;
}

/** The place of what is valid at a stamp: the last that began, else the first. */
export function placeAt(dated: readonly Since[], timeS: number): number {
  let at = dated.length - 1;
  while (at > 0 && dated[at]!.fromS > timeS) at--;
  return at;
}

/** What is valid at a stamp. */
export function validAt<T extends Since>(dated: readonly T[], timeS: number): T {
  return dated[placeAt(dated, timeS)]!;
}

/** What is valid at some time of the stamps `[firstS, lastS]`, equal neighbours as one. */
export function validWithin<T extends Since>(
  dated: readonly T[],
  { firstS, lastS }: { readonly firstS: number; readonly lastS: number },
  isSame: (one: T, other: T) => boolean,
): T[] {
  const within: T[] = [];
  for (const [i, one] of dated.entries()) {
    const untilS = dated[i + 1]?.fromS ?? Infinity;
    if (one.fromS > lastS || untilS <= firstS) continue;
    const before = within.at(-1);
    if (before && isSame(before, one)) continue;
    within.push(before ? one : { ...one, fromS: -Infinity });
  }
  return within;
}

export function isSameCurve(one: Curve, other: Curve): boolean {
  return one.a === other.a && one.b === other.b && one.c === other.c && one.tipMm === other.tipMm;
}

/**
 * Whether a reading belongs to a period: it counts what fell since the reading before it, `(beforeS, timeS]`, and belongs to
 * every period that this reaches into.
 */
export function reachesInto({ startS, endS }: TimeRange, beforeS: number, timeS: number): boolean {
  return timeS >= startS && beforeS < endS;
}
