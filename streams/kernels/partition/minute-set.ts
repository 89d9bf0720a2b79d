/** Runs of minutes kept before a bit for every minute takes less room or time. */
const MOST_RUNS = 1024;
const FIRST_ROOM = 16;

/**
 * Which minutes of a year were seen: as runs without a gap, ascending, 8 bytes each, which loggers leave few of; from 1,025
 * runs on as a bit for every minute, 66 KB.
 */
export class MinuteSet {
  private starts = new Uint32Array(FIRST_ROOM);
  /** The minute after each run's last one. */
  private ends = new Uint32Array(FIRST_ROOM);
  private runs = 1;
  /** The run that the last minute is in, and the one minute that would join it to the next run. */
  private at = 0;
  private joint = Infinity;
  private bits: Uint8Array | undefined;

  /** Of `minutes` minutes, those from `first` to `last` seen. */
  constructor(
    private readonly minutes: number,
    first: number,
    last: number,
  ) {
    this.starts[0] = first;
    this.ends[0] = last + 1;
  }

  /** Sees a minute; tells whether it was seen before. */
  see(minute: number): boolean {
    if (this.bits) return seeBit(this.bits, minute);
    const end = this.ends[this.at]!;
    if (minute === end && minute !== this.joint) {
      this.ends[this.at] = end + 1;
      return false;
    }
    if (minute < end && minute >= this.starts[this.at]!) return true;
    return this.seeElsewhere(minute);
  }

  private seeElsewhere(minute: number): boolean {
    const { starts, ends } = this;
    const after = this.firstRunAfter(minute);
    const before = after - 1;
    if (before >= 0 && minute < ends[before]!) {
      this.goTo(before);
      return true;
    }
    const followsOn = before >= 0 && ends[before] === minute;
    const leadsOn = after < this.runs && starts[after] === minute + 1;
    if (followsOn) {
      ends[before] = leadsOn ? ends[after]! : minute + 1;
      if (leadsOn) this.remove(after);
      this.goTo(before);
    } else if (leadsOn) {
      starts[after] = minute;
      this.goTo(after);
    } else if (this.runs < MOST_RUNS) {
      this.insert(after, minute);
      this.goTo(after);
    } else {
      this.bits = this.asBits();
      seeBit(this.bits, minute);
    }
    return false;
  }

  private goTo(run: number): void {
    this.at = run;
    this.joint = run + 1 < this.runs ? this.starts[run + 1]! - 1 : Infinity;
  }

  /** Index of the first run that starts after the minute; the number of runs where there is none. */
  private firstRunAfter(minute: number): number {
    let low = 0;
    let high = this.runs;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle]! <= minute) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(run: number, minute: number): void {
    if (this.runs === this.starts.length) {
      this.starts = twiceAsLong(this.starts);
      this.ends = twiceAsLong(this.ends);
    }
    this.starts.copyWithin(run + 1, run, this.runs);
    this.ends.copyWithin(run + 1, run, this.runs);
    this.starts[run] = minute;
    this.ends[run] = minute + 1;
    this.runs++;
  }

  private remove(run: number): void {
    this.starts.copyWithin(run, run + 1, this.runs);
    this.ends.copyWithin(run, run + 1, this.runs);
    this.runs--;
  }

  private asBits(): Uint8Array {
    const bits = new Uint8Array(Math.ceil(this.minutes / 8));
    for (let run = 0; run < this.runs; run++)
      for (let minute = this.starts[run]!; minute < this.ends[run]!; minute++) seeBit(bits, minute);
    return bits;
  }
}

function seeBit(bits: Uint8Array, minute: number): boolean {
  const bit = 1 << (minute & 7);
  const byte = bits[minute >>> 3]!;
  bits[minute >>> 3] = byte | bit;
  return (byte & bit) !== 0;
}

function twiceAsLong(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(2 * values.length);
  longer.set(values);
  return longer;
}
