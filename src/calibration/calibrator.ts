import type { Calibration, RainHistory } from '../domain/history/rain-history.js';
import { placeAt, reachesInto } from '../domain/history/rain-history.js';
import { rainFunction } from './curve.js';

/** Columns of readings; `rainMm` is written. */
export interface RainRows {
  readonly timeS: Uint32Array;
  readonly tips: Uint32Array;
  readonly rainMm: Float64Array;
}

/** Calibrates rows `[start, end)`, in any order of their stamps. */
export type Calibrator = (rows: RainRows, start: number, end: number) => void;

/**
 * Calibrated rain of readings, each by the curve that is valid at its stamp. A gauge with one curve for all time costs no look
 * at stamps.
 */
export function calibratorOf(calibration: Calibration): Calibrator {
  const { history } = calibration;
  if (!history || history.curves.length === 1) {
    const rain = rainFunction(history?.curves[0] ?? calibration);
    return ({ tips, rainMm }, start, end) => {
      rain(
        start === 0 ? tips : tips.subarray(start, end),
        start === 0 ? rainMm : rainMm.subarray(start, end),
        end - start,
      );
    };
  }
  const { curves } = history;
  const functions = curves.map(rainFunction);
  return ({ timeS, tips, rainMm }, start, end) => {
    for (let row = start; row < end;) {
      const which = placeAt(curves, timeS[row]!);
      const [fromS, untilS] = [curves[which]!.fromS, curves[which + 1]?.fromS ?? Infinity];
      let next = row + 1;
      while (next < end && timeS[next]! >= fromS && timeS[next]! < untilS) next++;
      functions[which]!(tips.subarray(row, next), rainMm.subarray(row, next), next - row);
      row = next;
    }
  };
}

/**
 * Makes the rain of sorted readings NaN where what fell is not known: a reading counts from the one before it, the first one
 * from its usual interval (seconds) before its stamp, and belongs to a period that this reaches into.
 */
export function forgetUnknown(
  { timeS, rainMm }: Pick<RainRows, 'timeS' | 'rainMm'>,
  count: number,
  { unknown }: Pick<RainHistory, 'unknown'>,
  usualS: () => number | undefined,
): void {
  for (const period of unknown) {
    // The reading before the first of the period is not of it, and those after the first that begins at its end are not.
    for (let row = firstFrom(timeS, count, period.startS); row < count; row++) {
      const beforeS = row > 0 ? timeS[row - 1]! : timeS[0]! - (usualS() ?? 0);
      if (!reachesInto(period, beforeS, timeS[row]!)) break;
      rainMm[row] = NaN;
    }
  }
}

/** The first row stamped at or after a time, of ascending ones. */
function firstFrom(timeS: Uint32Array, count: number, atS: number): number {
  let start = 0;
  for (let end = count; start < end;) {
    const middle = (start + end) >>> 1;
    if (timeS[middle]! < atS) start = middle + 1;
    else end = middle;
  }
  return start;
}
