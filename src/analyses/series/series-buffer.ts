import type { RunFinder } from './run-finder.js';
import type { RainSeries } from './series.js';

const FIRST_ROOM = 4096;

/**
 * A series that grows while readings come, and lets go of what nobody needs any more. Memory: the wet readings and the runs
 * from the last `dropBefore` on.
 */
export class SeriesBuffer {
  private timeS = new Float64Array(FIRST_ROOM);
  private rainMm = new Float64Array(FIRST_ROOM);
  private sumMm = new Float64Array(FIRST_ROOM + 1);
  private start = 0;
  private end = 0;
  private isEnded = false;
  /** Stamp of the first reading. */
  firstS: number | undefined;
  /** Stamp and rain of the last reading. */
  lastS: number | undefined;
  lastMm = NaN;

  constructor(private readonly finder: RunFinder) {}

  /** Takes the next reading, which is later than all before. */
  add(timeS: number, rainMm: number): void {
    this.firstS ??= timeS;
    this.lastS = timeS;
    this.lastMm = rainMm;
    this.finder.add(timeS);
    if (!(rainMm > 0)) return;
    if (this.end === this.timeS.length) this.makeRoom();
    this.timeS[this.end] = timeS;
    this.rainMm[this.end] = rainMm;
    this.sumMm[this.end + 1] = this.sumMm[this.end]! + rainMm;
    this.end++;
  }

  /** No more readings come. */
  finish(): void {
    this.isEnded = true;
    this.finder.end();
  }

  /** Until when it is known what fell and what was observed. */
  get settledS(): number {
    return this.isEnded ? (this.lastS ?? -Infinity) : this.finder.settledS;
  }

  /** The series so far, good until the next reading is taken. */
  get series(): RainSeries {
    const { start, end } = this;
    return {
      count: end - start,
      timeS: this.timeS.subarray(start, end),
      rainMm: this.rainMm.subarray(start, end),
      sumMm: this.sumMm.subarray(start, end + 1),
      runs: this.finder.runs,
    };
  }

  /** Lets go of what is stamped `t` or before. */
  dropBefore(t: number): void {
    while (this.start < this.end && this.timeS[this.start]! <= t) this.start++;
    this.finder.dropBefore(t);
  }

  private makeRoom(): void {
    const { start, end } = this;
    const count = end - start;
    const room = count * 2 > this.timeS.length ? this.timeS.length * 2 : this.timeS.length;
    this.timeS = moved(this.timeS, start, end, room);
    this.rainMm = moved(this.rainMm, start, end, room);
    this.sumMm = moved(this.sumMm, start, end + 1, room + 1);
    this.start = 0;
    this.end = count;
  }
}

function moved(from: Float64Array, start: number, end: number, room: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(room);
  to.set(from.subarray(start, end));
  return to;
}
