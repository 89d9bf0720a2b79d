import { POWERS_OF_TEN } from './digits.js';

const POINT = 46;
const ZERO = 48;
/** Digits of a decimal that surely fit an exact integer. */
const MOST_DIGITS = 15;

/** What `scanDecimal` read last. One typed element, because it is never boxed. */
export const scanned = new Float64Array(1);

/**
 * Scans one unsigned decimal (`12`, `12.290`) at `at` into `scanned[0]`; gives the position after it, or -1 where the
 * bytes there are no such decimal, or one of too many digits to be read exactly this way. A byte that is no digit must
 * follow before the end.
 */
export function scanDecimal(bytes: Uint8Array, at: number): number {
  let p = at;
  let digits = 0;
  let digit = bytes[p]! - ZERO;
  while (digit >= 0 && digit <= 9) {
    digits = digits * 10 + digit;
    digit = bytes[++p]! - ZERO;
  }
  const whole = p - at;
  if (whole === 0) return -1;
  if (bytes[p] !== POINT) {
    scanned[0] = digits;
    return whole > MOST_DIGITS ? -1 : p;
  }
  digit = bytes[++p]! - ZERO;
  while (digit >= 0 && digit <= 9) {
    digits = digits * 10 + digit;
    digit = bytes[++p]! - ZERO;
  }
  const fraction = p - at - whole - 1;
  if (fraction === 0 || whole + fraction > MOST_DIGITS) return -1;
  scanned[0] = digits / POWERS_OF_TEN[fraction]!;
  return p;
}
