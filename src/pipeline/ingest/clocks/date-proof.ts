import type { Entry } from '../../../domain/storage/store.js';

/** The coarsest step in which servers date files that they date finely, seconds: that of FAT. */
export const FINE_STEP_S = 2;
/** Many servers tell dates to the minute only, as `ls` does. */
const COARSE_STEP_S = 60;
/** By more than that two clocks in use do not differ, whatever their zones, seconds. */
const MOST_APART_S = 86_400;

/** In what step a date may be told, seconds: one without seconds may be one to the minute. */
export function dateStepS(modifiedS: number): number {
  return modifiedS % 60 === 0 ? COARSE_STEP_S : FINE_STEP_S;
}

/** What is known of the time at which files are read, Unix seconds. */
export interface ReadAt {
  /** What the source's own clock said before; undefined where it does not tell. */
  readonly sourceS: number | undefined;
  /** The newest date that was listed before: the source's clock was at least there. */
  readonly listedS: number | undefined;
  readonly hostS: number;
}

/**
 * Whether a file that is read now, and written anew later, has another date then: its date has passed, by more than the step
 * in which it is told. A date of the future has not. Where the source does not tell its clock, dates with seconds are
 * believed, and others when a newer one is listed, or when they are a day old. Without a date nothing tells.
 */
export function isDateProof({ modifiedS }: Pick<Entry, 'modifiedS'>, { sourceS, listedS, hostS }: ReadAt): boolean {
  if (modifiedS === undefined) return false;
  const stepS = dateStepS(modifiedS);
  const passedS = modifiedS + stepS;
  if (sourceS !== undefined) return passedS <= sourceS;
  if (stepS === FINE_STEP_S) return true;
  return passedS + MOST_APART_S <= hostS || (passedS <= hostS && passedS <= (listedS ?? -Infinity));
}

/** The newest date of a listing. */
export function newestDateS(entries: readonly Entry[]): number | undefined {
  let newestS: number | undefined;
  for (const { modifiedS } of entries)
    if (modifiedS !== undefined && modifiedS > (newestS ?? -Infinity)) newestS = modifiedS;
  return newestS;
}
