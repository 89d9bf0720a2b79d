import { DAY_S, MINUTE_S, yearRange } from '../../../src/domain/time/time.js';
import { MinuteSet } from './minute-set.js';

/** Longer than outages usually are, shorter than a month: what is left out of so much may be still to come. */
const GAP_S = 20 * DAY_S;

/**
 * What stamps of one year came already: enough to say of most readings that none with their stamp came before, so that
 * they cannot turn out to be conflicts. As long as readings come in order that is a range, all of it taken for seen; from
 * the first one that comes before the range, or long after it, it is a set of minutes.
 */
export class SeenStamps {
  private readonly startS: number;
  private readonly endS: number;
  private firstS = Infinity;
  private lastS = -1;
  private minutes: MinuteSet | undefined;

  /** Stamps up to `publishedUntilS` count as seen; -1: none. */
  constructor(year: number, publishedUntilS: number) {
    ({ startS: this.startS, endS: this.endS } = yearRange(year));
    if (publishedUntilS < 0) return;
    this.firstS = this.startS;
    this.lastS = publishedUntilS;
  }

  /**
   * Sees stamps of the year, rows `[row, end)`, as long as each is later than all before and not long after; gives the first row
   * of which that is not so, which is not seen yet.
   */
  seeInOrder(timeS: Uint32Array, row: number, end: number): number {
    if (this.minutes || row >= end) return row;
    let { lastS } = this;
    if (lastS < 0) this.firstS = lastS = timeS[row++]!;
    for (; row < end; row++) {
      const t = timeS[row]!;
      if (t <= lastS || t - lastS > GAP_S) break;
      lastS = t;
    }
    this.lastS = lastS;
    return row;
  }

  /** Sees a stamp of the year; tells whether it, or another one of its minute, may have been seen before. */
  see(timeS: number): boolean {
    if (this.minutes) return this.minutes.see(this.minuteOf(timeS));
    if (this.lastS < 0 || (timeS > this.lastS && timeS - this.lastS <= GAP_S)) {
      if (this.lastS < 0) this.firstS = timeS;
      this.lastS = timeS;
      return false;
    }
    if (timeS >= this.firstS && timeS <= this.lastS) return true;
    const all = Math.ceil((this.endS - this.startS) / MINUTE_S);
    this.minutes = new MinuteSet(all, this.minuteOf(this.firstS), this.minuteOf(this.lastS));
    return this.minutes.see(this.minuteOf(timeS));
  }

  private minuteOf(timeS: number): number {
    return ((timeS - this.startS) / MINUTE_S) | 0;
  }
}
