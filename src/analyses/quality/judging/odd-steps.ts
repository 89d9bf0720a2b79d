import { ObservedTime } from '../../series/observed.js';
import { STEP_JITTER_S } from '../../series/usual-interval.js';
import type { ObservedRun } from '../../series/series.js';
import type { OddStep } from './quality-test.js';

/** Beyond this part of all steps stamps lie on no grid: they are those of tips. */
const MOST_ODD = 0.02;
/** A stamp that is beside the grid alone has two odd steps, which cancel each other within so many readings. */
const ALONE_STEPS = 3;

/** Finds steps that leave the grid of stamps, from stamps in time order. Memory: the odd ones. */
export class OddSteps {
  private readonly odd: OddStep[] = [];
  /** The run in which the last stamp lies, or the first one after it. */
  private k = 0;
  private lastS = NaN;
  private steps = 0;

  constructor(private readonly runs: readonly ObservedRun[]) {}

  /** Stamps `from` to `to` of a column, in time order. */
  addAll(timeS: ArrayLike<number>, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const t = timeS[i]!;
      this.add(t);
      const run = this.runs[this.k];
      if (!run || t <= run.startS) continue;
      // Most steps are one interval of the run that they lie in.
      const { endS, intervalS } = run;
      const first = i;
      for (let next = t + intervalS; i + 1 < to && next <= endS && timeS[i + 1] === next; next += intervalS) i++;
      this.steps += i - first;
      this.lastS = timeS[i]!;
    }
  }

  add(timeS: number): void {
    const fromS = this.lastS;
    this.lastS = timeS;
    const intervalS = this.interval(timeS);
    if (fromS !== fromS) return;
    this.steps++;
    if (intervalS <= 0) return;
    const stepS = timeS - fromS;
    const offS = stepS - Math.max(1, Math.round(stepS / intervalS)) * intervalS;
    if (Math.abs(offS) <= STEP_JITTER_S) return;
    const before = this.odd.at(-1);
    const isBack =
      before && fromS - before.toS <= ALONE_STEPS * intervalS && Math.abs(before.offS + offS) <= STEP_JITTER_S;
    if (isBack) this.odd.pop();
    else this.odd.push({ fromS, toS: timeS, offS });
  }

  /** What the reading stamped `t` counts, seconds; 0 where it is not known. */
  private interval(t: number): number {
    while (this.k < this.runs.length && this.runs[this.k]!.endS < t) this.k++;
    const run = this.runs[this.k];
    return run && run.startS < t ? Math.min(run.intervalS, t - run.startS) : 0;
  }

  /** Those that were found in observed time; none where stamps lie on no grid. */
  found(): readonly OddStep[] {
    if (this.odd.length > MOST_ODD * this.steps + 1) return [];
    const observed = new ObservedTime(this.runs);
    return this.odd.filter(({ fromS, toS }) => observed.between(fromS, toS) > 0);
  }
}
