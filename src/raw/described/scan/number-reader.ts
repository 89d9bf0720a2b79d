import { POWERS_OF_TEN } from '../../../kernels/digits.js';

const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
/** Digits of a decimal that surely fit an exact integer. */
const MOST_DIGITS = 15;
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What `readNumber` read last. One typed element, because it is never boxed. */
export const numberRead = new Float64Array(1);

/** Bytes that are decimal signs; the other one may be the same. */
export interface DecimalSigns {
  readonly point: number;
  readonly other: number;
}

/** The signs of a description. */
export function decimalSigns(decimal: string): DecimalSigns {
  return { point: decimal.charCodeAt(0), other: decimal.charCodeAt(decimal.length - 1) };
}

/** Reads all of `bytes[start, end)` as a decimal with these decimal signs; false where it is not one that is read quickly. */
export function readNumber(bytes: Uint8Array, start: number, end: number, points: DecimalSigns): boolean {
  const { point, other } = points;
  let p = start;
  const isNegative = bytes[p] === MINUS;
  if (isNegative || bytes[p] === PLUS) p++;
  let value = 0;
  let digits = 0;
  let fraction = -1;
  for (; p < end; p++) {
    const byte = bytes[p]!;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
      if (fraction >= 0) fraction++;
    } else if ((byte === point || byte === other) && fraction < 0) fraction = 0;
    else return false;
  }
  if (digits === 0) return false;
  if (digits > MOST_DIGITS) {
    numberRead[0] = longNumber(bytes, start, end);
    return true;
  }
  const number = fraction > 0 ? value / POWERS_OF_TEN[fraction]! : value;
  numberRead[0] = isNegative ? -number : number;
  return true;
}

/** A number of more digits than are surely exact: digits and at most one decimal sign, which have been seen. */
export function longNumber(bytes: Uint8Array, start: number, end: number): number {
  return (
    Number(
      Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
        .toString('latin1')
        .replace(',', '.'),
    ) + 0
  );
}

/** The same of a text, with exponents and any number of digits; NaN where it is no number. */
export function numberOfText(text: string, decimal: string): number {
  const isOther = decimal === ',' && text.includes('.');
  const plain = decimal === '.' ? text : isOther ? 'x' : text.replace(',', '.');
  const number = DECIMAL.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(number) ? number + 0 : NaN;
}
