/** Text of numbers, as ASCII bytes in words: what a row is made of without making a string. Little-endian. */

/** `0000` … `9999`, four digits a word. */
export const FOUR_DIGITS = Uint32Array.from({ length: 10_000 }, (_, n) => asciiWord(String(n).padStart(4, '0')));

/** `000,` … `999,`, three digits and a comma a word. */
export const THREE_DIGITS_COMMA = Uint32Array.from({ length: 1000 }, (_, n) =>
  asciiWord(`${String(n).padStart(3, '0')},`),
);

/** Four ASCII characters as a little-endian word. */
export function asciiWord(text: string): number {
  return (
    (text.charCodeAt(0) | (text.charCodeAt(1) << 8) | (text.charCodeAt(2) << 16) | (text.charCodeAt(3) << 24)) >>> 0
  );
}

const eight = new DataView(new ArrayBuffer(8));

/**
 * Eight ASCII characters as the double with those bits: twice as wide as a word, and never a NaN, whose bits might change
 * on the way, because no character is above 0x7e.
 */
export function asciiDouble(text: string): number {
  for (let i = 0; i < 8; i++) eight.setUint8(i, text.charCodeAt(i));
  return eight.getFloat64(0, true);
}

/** Thousandths from 0 to 65.535 are looked up; each text has at most 6 characters. */
const THOUSANDTHS = 65_536;
const length = new Uint8Array(THOUSANDTHS);
const texts = new Float64Array(THOUSANDTHS);

/** Rain has six decimals: up to 4,294 millionths are written without a string being made. */
const DECIMALS = 6;
const MILLION = 10 ** DECIMALS;
const MILLIONTHS = 2 ** 32;
const POINT = 46;
const ZERO = 48;

/** Most bytes that one number takes. */
export const MAX_NUMBER_BYTES = 32;

/**
 * Writes a number in its shortest form (what `String` gives; `na` for NaN, `0` for -0) at `at`; gives the position after
 * it. Up to `MAX_NUMBER_BYTES` from `at` may be overwritten.
 */
export function writeNumber(view: DataView, at: number, value: number): number {
  const thousandths = Math.round(value * 1000);
  if (thousandths >= 0 && thousandths < THOUSANDTHS && thousandths / 1000 === value) {
    if (length[thousandths] === 0) remember(thousandths);
    view.setFloat64(at, texts[thousandths]!, true);
    return at + length[thousandths]!;
  }
  const millionths = Math.round(value * MILLION);
  if (millionths >= 0 && millionths < MILLIONTHS && millionths / MILLION === value)
    return writeMillionths(view, at, millionths);
  return writeAscii(view, at, value !== value ? 'na' : String(value));
}

/** The shortest form of so many millionths: no two decimals of at most 15 digits are the same double. */
function writeMillionths(view: DataView, at: number, millionths: number): number {
  const whole = Math.floor(millionths / MILLION);
  const point = writeCount(view, at, whole);
  let fraction = millionths - whole * MILLION;
  if (fraction === 0) return point;
  view.setUint8(point, POINT);
  let end = point + DECIMALS + 1;
  for (; fraction % 10 === 0; fraction /= 10) end--;
  for (let p = end - 1; p > point; p--, fraction = Math.floor(fraction / 10)) view.setUint8(p, ZERO + (fraction % 10));
  return end;
}

/** Writes a whole number from 0 to 2³² - 1 at `at`; gives the position after it. */
export function writeCount(view: DataView, at: number, count: number): number {
  let end = at + 1;
  for (let rest = count; rest >= 10; rest = Math.floor(rest / 10)) end++;
  for (let p = end - 1, rest = count; p >= at; p--, rest = Math.floor(rest / 10)) view.setUint8(p, ZERO + (rest % 10));
  return end;
}

export function writeAscii(view: DataView, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  return at + text.length;
}

function remember(thousandths: number): void {
  const text = String(thousandths / 1000);
  length[thousandths] = text.length;
  texts[thousandths] = asciiDouble(text.padEnd(8));
}
