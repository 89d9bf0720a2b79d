import type { RejectReason } from '../../domain/readings/reading.js';
import type { CounterSpec } from '../description/description.js';

/** What becomes of the rows of a counter that had to wait for those after them. */
export interface CounterParts {
  readonly settle: (row: number, amount: number) => void;
  readonly refuse: (row: number, reason: RejectReason) => void;
}

/** A row whose amount the rows after it tell. */
export const WAITS = -1;

/**
 * Amounts of a counter that goes on and on: differences of its values, in whole counts. What it does where it falls, its description
 * says; where it may come back, rows wait until it does, or has not.
 */
export class Counter {
  /** Why there is no amount, where `take` gives NaN. */
  reason: RejectReason = 'counter-fell';
  private last = NaN;
  private held: { value: number; row: number }[] = [];

  /** `wrap` in counts. */
  constructor(
    private readonly spec: CounterSpec,
    private readonly wrap: number | undefined,
    private readonly hands: CounterParts,
  ) {}

  start(): void {
    this.last = NaN;
    this.held = [];
  }

  /** The first row that waits; Infinity where none does. */
  get firstWaiting(): number {
    return this.held[0]?.row ?? Infinity;
  }

  /** The amount of a row that has this value; `WAITS`, or NaN where there is none. */
  take(value: number, row: number): number {
    if (Number.isNaN(this.last)) return this.begin(value);
    const { held, spec } = this;
    if (value >= this.last) {
      if (held.length > 0) {
        this.held = [];
        for (const before of held) this.hands.refuse(before.row, 'counter-glitch');
      }
      return this.step(value);
    }
    if (spec.glitch === 0) return this.step(value);
    held.push({ value, row });
    if (held.length > spec.glitch) this.letGo();
    return WAITS;
  }

  /** Nothing more comes that could tell: what waits is taken for what it is. */
  end(): void {
    while (this.held.length > 0) this.letGo();
  }

  /** The first row that waits is what it is, for it did not come back; those after it are looked at anew. */
  private letGo(): void {
    const [first, ...others] = this.held;
    this.held = [];
    this.settle(first!.row, this.step(first!.value));
    for (const { value, row } of others) this.settle(row, this.take(value, row));
  }

  private settle(row: number, amount: number): void {
    if (Number.isNaN(amount)) this.hands.refuse(row, this.reason);
    else if (amount !== WAITS) this.hands.settle(row, amount);
  }

  /** Rows before `count` are gone: those that wait have other places. */
  shift(count: number): void {
    for (const one of this.held) one.row -= count;
  }

  private begin(value: number): number {
    this.last = value;
    const { first } = this.spec;
    if (first === 'rain') return value;
    this.reason = 'counter-start';
    return first === 'zero' ? 0 : NaN;
  }

  private step(value: number): number {
    const { last } = this;
    this.last = value;
    return value >= last ? value - last : this.fallen(value, last);
  }

  private fallen(value: number, last: number): number {
    const { wrap, spec } = this;
    this.reason = 'counter-fell';
    if (wrap !== undefined) {
      const around = value + wrap - last;
      // A counter that may begin again as well has gone around only where that is the shorter way.
      if (around >= 0 && (spec.reset === undefined || 2 * around < wrap)) return around;
    }
    return spec.reset === 'zero' ? value : spec.reset === 'keep' ? 0 : NaN;
  }
}
