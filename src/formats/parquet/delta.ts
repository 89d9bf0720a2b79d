import type { Bytes } from '../bytes.js';

const BLOCK = 128;
const MINIBLOCKS = 4;
const MINIBLOCK = BLOCK / MINIBLOCKS;

/**
 * Parquet's DELTA_BINARY_PACKED encoding of whole numbers below 2⁵³: the differences to the one before, less the least of
 * their block, packed in as many bits as the largest of 32 needs. A steady series takes next to nothing.
 */
export function writeDelta(values: ArrayLike<number>, into: Bytes): void {
  into.varint(BLOCK);
  into.varint(MINIBLOCKS);
  into.varint(values.length);
  into.zigzag(values[0] ?? 0);
  const rest = new Float64Array(BLOCK);
  for (let start = 1; start < values.length; start += BLOCK) {
    const count = Math.min(BLOCK, values.length - start);
    let least = Infinity;
    for (let i = 0; i < count; i++) {
      rest[i] = values[start + i]! - values[start + i - 1]!;
      if (rest[i]! < least) least = rest[i]!;
    }
    for (let i = 0; i < count; i++) rest[i]! -= least;
    rest.fill(0, count);
    into.zigzag(least);
    const widths = Array.from({ length: MINIBLOCKS }, (_, m) =>
      widthOf(rest.subarray(m * MINIBLOCK, (m + 1) * MINIBLOCK)),
    );
    for (const width of widths) into.byte(width);
    widths.forEach((width, m) => {
      if (width > 0 && m * MINIBLOCK < count) packBits(rest.subarray(m * MINIBLOCK, (m + 1) * MINIBLOCK), width, into);
    });
  }
}

function widthOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return largest === 0 ? 0 : Math.floor(Math.log2(largest)) + 1;
}

/** Packs whole numbers, lowest bits first; by arithmetic, because widths beyond 32 bits occur. */
function packBits(values: Float64Array, width: number, into: Bytes): void {
  let bits = 0;
  let held = 0;
  for (const value of values) {
    bits += value * 2 ** held;
    for (held += width; held >= 8; held -= 8) {
      into.byte(bits % 256);
      bits = Math.floor(bits / 256);
    }
  }
}
