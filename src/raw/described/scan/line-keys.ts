const ZERO = 48;
/** Longer numbers are texts. */
const MOST_DIGITS = 15;
/** Texts that are remembered: lines of one stamp stand together. */
const MOST_KEYS = 4096;

/** What tells lines of one stamp apart: a number for each text; NaN for none. */
export class LineKeys {
  private readonly keys = new Map<string, number>();
  private seed = 0;

  /** The key of the text in `bytes[start, end)`. */
  of(bytes: Uint8Array, start: number, end: number): number {
    if (end - start <= MOST_DIGITS && bytes[start] !== ZERO) {
      let number = 0;
      let p = start;
      for (; p < end && bytes[p]! >= ZERO && bytes[p]! <= ZERO + 9; p++) number = number * 10 + bytes[p]! - ZERO;
      if (p === end && end > start) return number;
    }
    const text = Buffer.from(bytes.subarray(start, end)).toString('latin1').trim();
    let key = this.keys.get(text);
    if (this.keys.size > MOST_KEYS) this.keys.clear();
    if (key === undefined) this.keys.set(text, (key = -1 - this.seed++));
    return text === '' ? NaN : key;
  }
}
