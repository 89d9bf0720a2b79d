import type { Description } from '../description/description.js';
import type { LocalTimes, Zone } from './time/zone.js';

/** Seconds that a step may be longer than it should be. */
const JITTER_S = 2;

/** A stamp that the rows after it tell: its hour comes twice. */
export const UNDECIDED = -1;

/** What a line shows of its time. */
export interface ShownTime {
  readonly localS: number;
  readonly fraction: number;
  /** NaN where the line shows none. */
  readonly offsetS: number;
  /** What tells lines of one stamp apart; NaN where nothing does. */
  readonly key: number;
}

/**
 * From the times that lines show to stamps in UTC, at the end of the interval. Lines of one stamp that are other readings are put a
 * second later each. An hour that a zone has twice is told by the order of lines: by the one place where the clock goes back,
 * or because its lines follow on what comes before it, or lead to what comes after it, and not both.
 */
export class Stamps {
  zone: Zone | undefined;
  private readonly times: LocalTimes = { first: 0, second: 0 };
  private readonly isOrdered: boolean;
  private readonly isKeyed: boolean;
  /** Of the lines of the last stamp: what tells them apart, and where they were put. */
  private readonly seen = new Map<number, number>();
  private readonly shiftS: number;
  private readonly intervalS: number | undefined;
  private last = { s: NaN, fraction: 0, outS: NaN };
  private lastUtcS = NaN;
  private stepS = NaN;
  private undecided: { row: number; first: number; second: number; localS: number }[] = [];

  constructor(
    { identity, stamp, intervalS }: Pick<Description, 'identity' | 'stamp' | 'intervalS'>,
    private readonly hands: {
      readonly stamp: (row: number, utcS: number) => void;
      readonly repeated: (row: number) => void;
    },
  ) {
    this.isOrdered = identity === 'stamp + order';
    this.isKeyed = typeof identity === 'object';
    this.shiftS = stamp === 'start' ? intervalS! : 0;
    this.intervalS = intervalS;
  }

  start(): void {
    this.last = { s: NaN, fraction: 0, outS: NaN };
    this.lastUtcS = this.stepS = NaN;
    this.undecided = [];
  }

  /** The first row that waits; Infinity where none does. */
  get firstWaiting(): number {
    return this.undecided[0]?.row ?? Infinity;
  }

  /** The stamp of a row; `UNDECIDED`, or NaN where the zone has no such time. `offsetS`: NaN where the line shows none. */
  take({ localS, fraction, offsetS, key }: ShownTime, row: number): number {
    const outS = this.inOrder(localS, fraction, key);
    if (!Number.isNaN(offsetS)) return this.decided(outS - offsetS);
    const { times } = this;
    const alwaysS = this.zone!.offsetS;
    if (!Number.isNaN(alwaysS)) return this.decided(outS - alwaysS);
    this.zone!.toUtc(outS, times);
    if (!Number.isNaN(times.second)) {
      this.undecided.push({ row, first: times.first, second: times.second, localS: outS });
      return UNDECIDED;
    }
    return Number.isNaN(times.first) ? NaN : this.decided(times.first);
  }

  /** Nothing more comes that could tell. */
  end(): void {
    this.decide(NaN);
  }

  shift(count: number): void {
    for (const one of this.undecided) one.row -= count;
  }

  private decided(utcS: number): number {
    if (this.undecided.length > 0) this.decide(utcS);
    this.note(utcS);
    return utcS + this.shiftS;
  }

  private note(utcS: number): void {
    const stepS = utcS - this.lastUtcS;
    if (stepS > 0) this.stepS = stepS;
    this.lastUtcS = utcS;
  }

  /** Lines that go back in time begin anew: they were sent again, and fall on the same stamps. */
  private inOrder(s: number, fraction: number, key: number): number {
    const { last } = this;
    if (this.isKeyed && !Number.isNaN(key)) {
      if (s !== last.s) this.seen.clear();
      const before = this.seen.get(key);
      if (before !== undefined) return before;
      const outS = this.placed(s, s === last.s ? Infinity : fraction);
      last.fraction = fraction;
      this.seen.set(key, outS);
      return outS;
    }
    return this.placed(s, fraction);
  }

  private placed(s: number, fraction: number): number {
    const { last } = this;
    let outS = s;
    if (s > last.s) outS = Math.max(s, last.outS + 1);
    else if (s === last.s && (this.isOrdered || fraction > last.fraction)) outS = last.outS + 1;
    else if (s === last.s && fraction === last.fraction) outS = last.outS;
    last.s = s;
    last.fraction = fraction;
    last.outS = outS;
    return outS;
  }

  private decide(nextUtcS: number): void {
    const { undecided, hands } = this;
    this.undecided = [];
    if (undecided.length === 0) return;
    const backs = undecided.flatMap(({ localS }, i) => (i > 0 && localS < undecided[i - 1]!.localS ? [i] : []));
    const from = backs.length === 1 ? backs[0]! : backs.length === 0 ? this.onePass(undecided, nextUtcS) : undefined;
    undecided.forEach(({ row, first, second }, i) => {
      if (from === undefined) hands.repeated(row);
      else {
        const utcS = i < from ? first : second;
        this.note(utcS);
        hands.stamp(row, utcS + this.shiftS);
      }
    });
  }

  /** Where the second pass begins among rows of one pass; undefined where nothing tells which it is. */
  private onePass(rows: readonly { first: number; second: number }[], nextUtcS: number): number | undefined {
    const [one, two] = rows;
    const stepS = (this.intervalS ?? (this.stepS || (two ? two.first - one!.first : NaN))) + JITTER_S;
    const isNear = (gapS: number): boolean => gapS > 0 && gapS <= stepS;
    const follows = isNear(one!.first - this.lastUtcS);
    const leads = isNear(nextUtcS - rows.at(-1)!.second);
    return follows === leads ? undefined : follows ? rows.length : 0;
  }
}
