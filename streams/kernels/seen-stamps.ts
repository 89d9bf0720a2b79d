import { DAY_S, MINUTE_S, yearRange } from '../../src/domain/time.js';

/** Longer than outages usually are, shorter than a month: what is left out of so much may be still to come. */
const GAP_S = 20 * DAY_S;

/**
 * What stamps of one year came already: enough to say of most readings that none with their stamp came before, so that
 * they cannot turn out to be conflicts. As long as readings come in order that is a range, all of it taken for seen; from
 * the first one that comes before the range, or long after it, it is a bit for every minute, 66 KB.
 */
export class SeenStamps {
  private readonly startS: number;
  private readonly endS: number;
  private firstS = Infinity;
  private lastS = -1;
  private minutes: Uint8Array | undefined;

  /** Stamps up to `publishedUntilS` count as seen; -1: none. */
  constructor(year: number, publishedUntilS: number) {
    ({ startS: this.startS, endS: this.endS } = yearRange(year));
    if (publishedUntilS < 0) return;
    this.firstS = this.startS;
    this.lastS = publishedUntilS;
  }

  /** Sees a stamp of the year; tells whether it, or another one of its minute, may have been seen before. */
  see(timeS: number): boolean {
    if (this.minutes) return this.seeMinute(this.minutes, timeS);
    if (this.lastS < 0 || (timeS > this.lastS && timeS - this.lastS <= GAP_S)) {
      if (this.lastS < 0) this.firstS = timeS;
      this.lastS = timeS;
      return false;
    }
    if (timeS >= this.firstS && timeS <= this.lastS) return true;
    this.minutes = this.rangeAsMinutes();
    return this.seeMinute(this.minutes, timeS);
  }

  private seeMinute(minutes: Uint8Array, timeS: number): boolean {
    const minute = ((timeS - this.startS) / MINUTE_S) | 0;
    const bit = 1 << (minute & 7);
    const byte = minutes[minute >>> 3]!;
    minutes[minute >>> 3] = byte | bit;
    return (byte & bit) !== 0;
  }

  private rangeAsMinutes(): Uint8Array {
    const minutes = new Uint8Array(Math.ceil((this.endS - this.startS) / MINUTE_S / 8));
    for (let timeS = this.firstS; timeS < this.lastS; timeS += MINUTE_S) this.seeMinute(minutes, timeS);
    this.seeMinute(minutes, this.lastS);
    return minutes;
  }
}
