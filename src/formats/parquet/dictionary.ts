/** Slots of the hash table: twice the distinct values that a chunk can have. */
const SLOTS = 131_072;
/** Distinct values of a dictionary at most. */
const MOST_VALUES = SLOTS / 2;

/** Distinct numbers in the order met, and where each value of a column stands among them. */
export class Dictionary {
  /** Distinct values. */
  size = 0;
  readonly values = new Float64Array(MOST_VALUES);
  readonly indices = new Uint32Array(MOST_VALUES);
  private readonly slots = new Int32Array(SLOTS);
  private readonly bits = new Float64Array(1);
  private readonly words = new Uint32Array(this.bits.buffer);

  /** Fills it anew from at most 65,536 numbers, none of them NaN. */
  fill(column: ArrayLike<number>, count: number): void {
    this.size = 0;
    this.slots.fill(0);
    let last = NaN;
    let index = 0;
    for (let i = 0; i < count; i++) {
      const value = column[i]!;
      // Most readings say what the one before said.
      if (value !== last) {
        index = this.indexOf(value);
        last = value;
      }
      this.indices[i] = index;
    }
  }

  private indexOf(value: number): number {
    this.bits[0] = value;
    let slot = (Math.imul(this.words[0]! ^ Math.imul(this.words[1]!, 0x85ebca6b), 0x9e3779b1) >>> 15) % SLOTS;
    for (;;) {
      const found = this.slots[slot]! - 1;
      if (found < 0) break;
      if (this.values[found] === value) return found;
      slot = (slot + 1) % SLOTS;
    }
    this.values[this.size] = value;
    this.slots[slot] = ++this.size;
    return this.size - 1;
  }
}
