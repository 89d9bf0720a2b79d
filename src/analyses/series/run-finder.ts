import type { ObservedRun } from './series.js';
import { isNear, isSmallMultiple, STEADY_STEPS, STEP_JITTER_S } from './usual-interval.js';

const MINUTE_S = 60;

/**
 * Finds what was observed while readings still come, in time order: the usual interval is the given one, or the most
 * frequent step so far; stretches at another one count where they last for 12 steps. Each reading of the usual interval
 * observed that interval; a longer step is a gap. (`coverageOf` sees all of a record before it says anything.) What it says depends on the readings alone, not on how they are cut
 * into pieces. Memory: one step of each length seen.
 */
export class RunFinder {
  /** Found and not taken yet. */
  private readonly found: { startS: number; endS: number; intervalS: number }[] = [];
  private readonly steps = new Map<number, number>();
  private stepsSeen = 0;
  /** The most frequent step, the shortest where several are, and how often it came. */
  private mostStepS = MINUTE_S;
  private mostTimes = 0;
  private lastS: number | undefined;
  /** Whether the usual interval is known. */
  private hasBegun: boolean;
  /** Stamp of the last reading that is decided of. */
  private decidedS: number | undefined;
  /** Stamps since the last one that is decided of, the first being decided; all at about one step. */
  private pending: number[] = [];
  private pendingStepS = 0;
  /** Readings of which nothing is decided yet because the usual interval is not known. */
  private early: number[] = [];

  constructor(private readonly givenS?: number) {
    this.hasBegun = givenS !== undefined;
  }

  /** Takes the next reading's stamp, later than all before. */
  add(t: number): void {
    if (this.lastS !== undefined) this.count(t - this.lastS);
    this.lastS = t;
    if (!this.hasBegun) {
      this.early.push(t);
      if (this.stepsSeen >= STEADY_STEPS) this.begin();
    } else this.decide(t);
  }

  /** No more readings come. */
  end(): void {
    if (!this.hasBegun) this.begin();
    this.giveUpPending();
  }

  /** Until when it is decided what was observed; −∞ before the first reading. */
  get settledS(): number {
    if (!this.hasBegun) return -Infinity;
    return this.pending[0] ?? this.lastS ?? -Infinity;
  }

  /** The runs so far, in order; the last one may still grow. */
  get runs(): readonly ObservedRun[] {
    return this.found;
  }

  /** Forgets what ended before `t`. */
  dropBefore(t: number): void {
    let drop = 0;
    while (drop + 1 < this.found.length && this.found[drop]!.endS <= t) drop++;
    if (drop > 0) this.found.splice(0, drop);
  }

  private begin(): void {
    this.hasBegun = true;
    const { early } = this;
    this.early = [];
    for (const t of early) this.decide(t);
  }

  private decide(t: number): void {
    const before = this.pending.at(-1) ?? this.decidedS;
    const usualS = this.usualNow();
    const stepS = before === undefined ? Infinity : t - before;
    if (this.pending.length > 0) {
      if (Math.abs(stepS - this.pendingStepS) <= STEP_JITTER_S) {
        this.pending.push(t);
        if (this.pending.length > STEADY_STEPS) this.believePending();
        return;
      }
      this.giveUpPending();
    }
    const last = this.found.at(-1);
    if (last && last.endS === before && Math.abs(stepS - last.intervalS) <= STEP_JITTER_S) {
      last.endS = t;
      this.decidedS = t;
    } else if (before === undefined || isOfUsual(stepS, usualS)) this.observe(t, usualS);
    else {
      this.pending = [before, t];
      this.pendingStepS = nominal(stepS);
    }
  }

  private believePending(): void {
    const [first] = this.pending;
    this.addRun(first!, this.pending.at(-1)!, this.pendingStepS);
    this.decidedS = this.pending.at(-1);
    this.pending = [];
  }

  /** Too short a stretch: its readings observed the usual interval each, where none came in between. */
  private giveUpPending(): void {
    const [, ...stamps] = this.pending;
    this.pending = [];
    for (const t of stamps) this.observe(t, this.usualNow());
  }

  private observe(t: number, intervalS: number): void {
    this.addRun(t - intervalS, t, intervalS);
    this.decidedS = t;
  }

  private addRun(startS: number, endS: number, intervalS: number): void {
    const last = this.found.at(-1);
    const fromS = last && startS <= last.endS + STEP_JITTER_S ? last.endS : startS;
    if (last?.endS === fromS && last.intervalS === intervalS) last.endS = endS;
    else this.found.push({ startS: fromS, endS, intervalS });
  }

  private usualNow(): number {
    return this.givenS ?? this.mostStepS;
  }

  private count(stepS: number): void {
    const step = nominal(stepS);
    this.stepsSeen++;
    const times = (this.steps.get(step) ?? 0) + 1;
    this.steps.set(step, times);
    if (times > this.mostTimes || (times === this.mostTimes && step < this.mostStepS)) {
      this.mostTimes = times;
      this.mostStepS = step;
    }
  }
}

/** Whether a step is a usual one, or of several usual ones: a gap that lost readings leave, whatever comes around it. */
function isOfUsual(stepS: number, usualS: number): boolean {
  return isNear(stepS, usualS) || isSmallMultiple(stepS, usualS);
}

/** The interval a logger was set to: whole minutes, where the step is one within the jitter. */
function nominal(stepS: number): number {
  const minutes = Math.max(1, Math.round(stepS / MINUTE_S)) * MINUTE_S;
  return Math.abs(stepS - minutes) <= STEP_JITTER_S ? minutes : stepS;
}
