import type { Bytes } from '../bytes.js';

/** Values packed together: as many as fill whole bytes at any width. */
const GROUP = 8;

/**
 * Parquet's "RLE / Bit-Packing Hybrid" of small whole numbers of at most `width` bits: stretches of one value as a count,
 * others packed bit by bit.
 */
export function writeHybrid(values: ArrayLike<number>, count: number, width: number, into: Bytes): void {
  for (let at = 0; at < count;) {
    const run = runAt(values, count, at);
    if (run >= GROUP) {
      into.varint(2 * run);
      for (let shift = 0; shift < width; shift += 8) into.byte((values[at]! >>> shift) & 0xff);
      at += run;
    } else {
      let end = at + GROUP;
      while (end < count && runAt(values, count, end) < GROUP) end += GROUP;
      into.varint(2 * ((end - at) / GROUP) + 1);
      packBits(values, at, end, count, width, into);
      at = end;
    }
  }
}

/** How many values from `at` on are the same. */
function runAt(values: ArrayLike<number>, count: number, at: number): number {
  const value = values[at];
  let end = at + 1;
  while (end < count && values[end] === value) end++;
  return end - at;
}

/** Packs `[start, end)`, lowest bits first; values from `count` on are 0. Widths up to 24 bits. */
function packBits(
  values: ArrayLike<number>,
  start: number,
  end: number,
  count: number,
  width: number,
  into: Bytes,
): void {
  let bits = 0;
  let held = 0;
  for (let i = start; i < end; i++) {
    bits |= (i < count ? values[i]! : 0) << held;
    for (held += width; held >= 8; held -= 8) {
      into.byte(bits & 0xff);
      bits >>>= 8;
    }
  }
}
