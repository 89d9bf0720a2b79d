/**
 * Lines end with LF, CR LF, or CR alone, whichever stands there: one file may have all three. All of this goes byte by
 * byte and stops at the first end, because a search for one of the two could pass over all lines that end with the other.
 */
export const LF = 10;
export const CR = 13;

/** The place of the first line end from `at` on; `bytes.length` where there is none. */
export function endOfLine(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
  return end;
}

/** Where the next line begins behind the line end at `end`. */
export function afterLineEnd(bytes: Uint8Array, end: number): number {
  return bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
}

/** Where what follows the last line end begins, at the earliest `at`. */
export function lastLineStart(bytes: Uint8Array, at: number): number {
  let start = bytes.length;
  while (start > at && bytes[start - 1] !== LF && bytes[start - 1] !== CR) start--;
  return start;
}

/** Line ends in `bytes[from, to)`; `from` is not between a CR and its LF. */
export function countLineEnds(bytes: Uint8Array, from: number, to: number): number {
  let ends = 0;
  let before = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === CR || (byte === LF && before !== CR)) ends++;
    before = byte;
  }
  return ends;
}
