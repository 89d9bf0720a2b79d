/**
 * ASCII decimal digits read four at a time as a little-endian 32-bit word ("SIMD within a register"; D. Lemire,
 * "Quickly parsing eight digits", 2018).
 */

/** Whether all four bytes of the word are `0`–`9`. */
export function isFourDigits(word: number): boolean {
  return ((word & 0xf0f0f0f0) | (((word + 0x06060606) & 0xf0f0f0f0) >>> 4)) === 0x33333333;
}

/** The number that four digits spell; the first byte (lowest) is the thousands. */
export function fourDigits(word: number): number {
  const nibbles = word & 0x0f0f0f0f;
  const pairs = (Math.imul(nibbles, 10) + (nibbles >>> 8)) & 0x00ff00ff;
  return Math.imul(pairs & 0xff, 100) + (pairs >>> 16);
}

/** Exact powers of ten: an integer below 2⁵³ divided by one of them is the correctly rounded decimal. */
export const POWERS_OF_TEN = Float64Array.from({ length: 16 }, (_, exponent) => Number(`1e${String(exponent)}`));
