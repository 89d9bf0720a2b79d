import { DAY_S } from '../../../domain/time/time.js';
import type { FormatItem, Slot } from './time-format.js';

const ZERO = 48;
const SLOTS: readonly Slot[] = ['year', 'month', 'day', 'hour', 'minute', 'second'];
/** Hours, minutes and seconds come behind the day in the order of slots. */
const FIRST_OF_CLOCK = 3;
const LITERAL = -1;
/** What a digit of hours, minutes and seconds counts, tens and ones, in seconds, and the most it may be in any hour. */
const CLOCK_S = [
  [36_000, 3600],
  [600, 60],
  [10, 1],
] as const;
const MOST_DIGIT = [
  [2, 9],
  [5, 9],
  [5, 9],
] as const;
const BLANK = 32;
const UTC = 90;

/** A form of time in which every part has its full width: where each digit goes is known by its place. */
export class FixedFormat {
  /** What was read last, in the order of `SLOTS`; those that the form lacks are 0. */
  readonly parts = new Int32Array(SLOTS.length);
  readonly length: number;
  /** By place, which part a digit is of, from year to second; -1 where a sign stands. */
  private readonly slots: Int8Array;
  private readonly literals: Uint8Array;
  /** How the last time began, as far as its day goes where that comes first. */
  private readonly dayBytes: Uint8Array;
  /** What begins where `dayBytes` did, seconds since 1970; set by whoever knows days. */
  dayS = NaN;
  /** By place, what a digit of the clock counts, and the most it may be; 0 where a sign stands. */
  private readonly weights: Int32Array;
  private readonly most: Uint8Array;

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
    const isOnes = (i: number): 0 | 1 => (slots[i] === slots[i - 1] ? 1 : 0);
    const ofClock = (table: typeof CLOCK_S | typeof MOST_DIGIT, i: number): number =>
      slots[i]! < FIRST_OF_CLOCK ? 0 : table[(slots[i]! - FIRST_OF_CLOCK) as 0 | 1 | 2][isOnes(i)];
    this.weights = Int32Array.from(slots, (_, i) => ofClock(CLOCK_S, i));
    this.most = Uint8Array.from(slots, (_, i) => ofClock(MOST_DIGIT, i));
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

  /** A usual time of the day that was read last, seconds since 1970; NaN where it is another day, or has to be looked at. */
  sameDay(bytes: Uint8Array, start: number): number {
    const { dayBytes, weights, most, literals, length } = this;
    const from = dayBytes.length;
    for (let i = 0; i < from; i++) if (bytes[start + i] !== dayBytes[i]) return NaN;
    let clock = 0;
    for (let i = from; i < length; i++) {
      const weight = weights[i]!;
      const byte = bytes[start + i]!;
      if (weight === 0) {
        if (byte !== literals[i]) return NaN;
      } else {
        const digit = byte - ZERO;
        if (digit < 0 || digit > most[i]!) return NaN;
        clock += digit * weight;
      }
    }
    return clock < DAY_S ? this.dayS + clock : NaN;
  }

  /** Whether the bytes from `start` on, of which there are `length`, have this form. */
  read(bytes: Uint8Array, start: number): boolean {
    const { parts, slots, literals, length, dayBytes } = this;
    parts.fill(0);
    for (let i = 0; i < length; i++) {
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
    for (let i = 0; i < dayBytes.length; i++) dayBytes[i] = bytes[start + i]!;
    this.dayS = NaN;
    return true;
  }
}
