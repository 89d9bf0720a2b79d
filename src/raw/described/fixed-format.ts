import type { FormatItem, Slot } from './time-format.js';

const ZERO = 48;
const SLOTS: readonly Slot[] = ['year', 'month', 'day', 'hour', 'minute', 'second'];
/** Hours, minutes and seconds come behind the day in the order of slots. */
const FIRST_OF_CLOCK = 3;
const LITERAL = -1;
const BLANK = 32;
const UTC = 90;

/** A form of time in which every part has its full width: where each digit goes is known by its place. */
export class FixedFormat {
  /** What was read last, in the order of `SLOTS`; those that the form lacks are 0. */
  readonly parts = new Int32Array(SLOTS.length);
  readonly length: number;
  private readonly slots: Int8Array;
  private readonly literals: Uint8Array;
  /** How the last time began, as far as its day goes where that comes first. */
  private readonly dayBytes: Uint8Array;

  /** `hasOffset`: the last sign is a Z. */
  private constructor(
    slots: readonly number[],
    literals: readonly number[],
    readonly hasOffset: boolean,
  ) {
    this.length = slots.length;
    this.slots = Int8Array.from(slots);
    this.literals = Uint8Array.from(literals);
    const clockAt = slots.findIndex((slot) => slot >= FIRST_OF_CLOCK);
    const isDayFirst = slots.every((slot, i) => slot < 0 || slot >= FIRST_OF_CLOCK || i < clockAt);
    this.dayBytes = new Uint8Array(isDayFirst && clockAt > 0 ? clockAt : 0);
  }

  /** The form of full widths of these items; undefined where they have parts of other kinds. */
  static of(items: readonly FormatItem[]): FixedFormat | undefined {
    const slots: number[] = [];
    const literals: number[] = [];
    const put = (slot: number, literal: number): void => {
      slots.push(slot);
      literals.push(literal);
    };
    let hasOffset = false;
    for (const item of items) {
      if (item.kind === 'literal') put(LITERAL, item.byte);
      else if (item.kind === 'blank') put(LITERAL, BLANK);
      else if (item.kind === 'digits' && SLOTS.includes(item.slot))
        for (let i = 0; i < item.most; i++) put(SLOTS.indexOf(item.slot), 0);
      else if (item.kind === 'offset' && !hasOffset) {
        put(LITERAL, UTC);
        hasOffset = true;
      } else if (item.kind !== 'fraction' || !item.isOptional) return undefined;
    }
    return new FixedFormat(slots, literals, hasOffset);
  }

  /** Whether the bytes from `start` on, of which there are `length`, have this form. */
  read(bytes: Uint8Array, start: number): boolean {
    const { parts, slots, literals, length } = this;
    // The day is nearly always that of the line before.
    const from = this.isSameDay(bytes, start) ? this.dayBytes.length : 0;
    parts.fill(0, from > 0 ? FIRST_OF_CLOCK : 0);
    for (let i = from; i < length; i++) {
      const slot = slots[i]!;
      const byte = bytes[start + i]!;
      if (slot < 0) {
        if (byte !== literals[i]) return false;
        continue;
      }
      const digit = byte - ZERO;
      if (digit < 0 || digit > 9) return false;
      parts[slot] = parts[slot]! * 10 + digit;
    }
    if (from === 0) for (let i = 0; i < this.dayBytes.length; i++) this.dayBytes[i] = bytes[start + i]!;
    return true;
  }

  private isSameDay(bytes: Uint8Array, start: number): boolean {
    const { dayBytes } = this;
    for (let i = 0; i < dayBytes.length; i++) if (bytes[start + i] !== dayBytes[i]) return false;
    return dayBytes.length > 0;
  }
}
