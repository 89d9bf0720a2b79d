import { DAY_S, MINUTE_S } from '../../domain/time/time.js';

/** Each of two stamps may be 2 s beside its time, so that a step may be 4 s beside the interval. */
export const STEP_JITTER_S = 4;
/** Steps on end that show an interval other than the usual one. */
export const STEADY_STEPS = 12;
/** A step of fewer intervals than this is what lost readings leave, however often it comes. */
const CLEAR_MULTIPLE = 12;
const HOUR_S = 3600;
/** Standard deviation of a step whose two stamps are anything up to 2 s beside their time. */
const STEP_DEVIATION_S = 2;
/** From 9 steps on the mean is right to half a second where none was lost: it is that of the first and the last stamp. */
const FEW_STEPS = 8;

/** How often each step between readings came, up to a day; memory: 350 KB. */
export class StepCounts {
  private readonly counts = new Uint32Array(DAY_S + 2 * STEP_JITTER_S + 2);
  private mostS = 0;

  /** Counts the steps of ascending stamps `timeS[0, count)`, Unix seconds. */
  constructor(
    private readonly timeS: Uint32Array,
    private readonly count: number,
  ) {
    // Steps that repeat are counted together: most do, and adding to one place of memory again and again is slow.
    for (let i = 1; i < count;) {
      const first = i;
      const stepS = timeS[i]! - timeS[i - 1]!;
      let nextS = timeS[i++]! + stepS;
      for (; i < count && timeS[i] === nextS; i++) nextS += stepS;
      this.add(stepS, i - first);
    }
  }

  private add(stepS: number, times: number): void {
    if (stepS > DAY_S + STEP_JITTER_S) return;
    this.counts[stepS]! += times;
    this.mostS = Math.max(this.mostS, stepS);
  }

  /** How many steps are within jitter of an interval, seconds. */
  near(intervalS: number): number {
    return this.sumsNear(intervalS).steps;
  }

  /**
   * The interval that readings usually came at, whole seconds: the most frequent step; of equally frequent ones the
   * shortest. Where that one never lasts, and other steps show that losses made it of a shorter one, the shorter one.
   * undefined where no step came twice.
   */
  usual(): number | undefined {
    const often = this.mostFrequent();
    if (often.steps < 2) return undefined;
    const partS = this.partBehind(often.intervalS, often.steps);
    if (partS === undefined || this.lasts(often.intervalS)) return often.intervalS;
    return this.near(partS) > 0 ? this.centred(partS).intervalS : Math.round(partS);
  }

  /**
   * The interval of which a frequent step may be what losses left: a part of it that came at least a twelfth as often; or
   * its half or third, of minutes, if the other steps that are too many to be chance are multiples of that.
   */
  private partBehind(stepS: number, steps: number): number | undefined {
    const direct = this.partsOf(stepS).find((partS) => this.near(partS) * STEADY_STEPS >= steps);
    if (direct !== undefined) return direct;
    return [stepS / 2, stepS / 3].find((partS) => {
      if (partS < MINUTE_S) return false;
      let [others, explained] = [0, 0];
      for (let otherS = 1; otherS <= Math.min(this.mostS, CLEAR_MULTIPLE * stepS); otherS++) {
        if (this.counts[otherS] === 0 || isMultiple(otherS, stepS)) continue;
        others += this.counts[otherS]!;
        if (isMultiple(otherS, partS)) explained += this.counts[otherS]!;
      }
      return others * STEADY_STEPS >= steps && explained * STEADY_STEPS >= others * (STEADY_STEPS - 1);
    });
  }

  /** The intervals of which `stepS` is a small multiple, and which jitter leaves apart from it; the shortest first. */
  private partsOf(stepS: number): number[] {
    const most = Math.min(CLEAR_MULTIPLE - 1, Math.ceil(stepS / (2 * STEP_JITTER_S)) - 1);
    return Array.from({ length: Math.max(0, most - 1) }, (_, i) => stepS / (most - i));
  }

  private mostFrequent(): { intervalS: number; steps: number } {
    const width = 2 * STEP_JITTER_S + 1;
    let [steps, most, from] = [0, 0, 0];
    for (let stepS = 1; stepS <= this.mostS + width; stepS++) {
      steps += (this.counts[stepS] ?? 0) - (stepS > width ? this.counts[stepS - width]! : 0);
      if (steps > most) [most, from] = [steps, stepS - width + 1];
    }
    return this.centred(from + STEP_JITTER_S);
  }

  /**
   * The interval around which the steps near `aroundS` lie, and their number. The step that two thirds of them are to the
   * second (of few steps: if it is whole minutes, and three are it or it is near to all); else, by the mean of what jitter and losses scatter, whole minutes or whole 5 s within four
   * standard errors of it, or whole seconds: the one that most of the steps are near. Few steps tell the mean badly: the
   * middle of their range may be nearer to all.
   */
  private centred(aroundS: number): { intervalS: number; steps: number } {
    const sums = this.sumsNear(aroundS);
    const aroundMean = this.sumsNear(Math.round(sums.meanS));
    // The mean lies beside the middle where steps scatter to one side.
    const { meanS, steps } = aroundMean.steps < sums.steps ? sums : aroundMean;
    const exactS = this.exactly(meanS, steps);
    if (exactS !== undefined) return { intervalS: exactS, steps: this.near(exactS) };
    const errorS = (4 * STEP_DEVIATION_S) / Math.sqrt(steps);
    const candidates = [
      ...multiplesWithin(MINUTE_S, meanS, Math.min(4, errorS)),
      ...multiplesWithin(5, meanS, Math.min(2, errorS)),
      Math.max(1, Math.round(meanS)),
      ...(steps <= FEW_STEPS && aroundS >= 1 ? [Math.round(aroundS)] : []),
    ];
    let best = { intervalS: 0, steps: 0 };
    for (const intervalS of candidates) {
      const near = this.near(intervalS);
      if (near > best.steps) best = { intervalS, steps: near };
    }
    return best;
  }

  private exactly(meanS: number, steps: number): number | undefined {
    for (let stepS = Math.max(1, Math.ceil(meanS - STEP_JITTER_S)); stepS <= meanS + STEP_JITTER_S; stepS++)
      if (this.counts[stepS]! * 3 >= steps * 2 && (steps > FEW_STEPS || this.isSure(stepS, steps))) return stepS;
    return undefined;
  }

  /** Whether few steps are of an interval: whole minutes, which three of them are, or from which jitter took none too far. */
  private isSure(intervalS: number, steps: number): boolean {
    return intervalS % MINUTE_S === 0 && (this.counts[intervalS]! >= 3 || this.near(intervalS) >= steps);
  }

  private sumsNear(aroundS: number): { steps: number; meanS: number } {
    let [steps, sumS] = [0, 0];
    const lastS = Math.floor(aroundS + STEP_JITTER_S);
    for (let stepS = Math.max(1, Math.ceil(aroundS - STEP_JITTER_S)); stepS <= lastS; stepS++) {
      const times = this.counts[stepS] ?? 0;
      steps += times;
      sumS += times * stepS;
    }
    return { steps, meanS: steps === 0 ? aroundS : sumS / steps };
  }

  /** Whether an interval lasts for as many steps as show one. */
  private lasts(intervalS: number): boolean {
    const { timeS, count } = this;
    for (let i = 1, steps = 0; i < count; i++) {
      steps = isNear(timeS[i]! - timeS[i - 1]!, intervalS) ? steps + 1 : 0;
      if (steps === STEADY_STEPS) return true;
    }
    return false;
  }

  /**
   * Whether steps of `stepS` would be left where readings at a shorter interval were lost: the usual one, or another that
   * came more often. Twelve intervals and more are a setting of the logger, if they are one that loggers have: a whole
   * part of an hour, or whole hours.
   */
  isLoss(stepS: number, usualS: number): boolean {
    if (isSmallMultiple(stepS, usualS)) return true;
    if (isMultiple(stepS, usualS) && HOUR_S % stepS !== 0 && stepS % HOUR_S !== 0) return true;
    const steps = this.near(stepS);
    return this.partsOf(stepS).some((partS) => this.near(partS) >= steps);
  }
}

/** Whether a step is within jitter of an interval, both in seconds. */
export function isNear(stepS: number, intervalS: number): boolean {
  return Math.abs(stepS - intervalS) <= STEP_JITTER_S;
}

/** Whether a step is 2 to 11 times an interval. */
export function isSmallMultiple(stepS: number, intervalS: number): boolean {
  const times = Math.round(stepS / intervalS);
  return times >= 2 && times < CLEAR_MULTIPLE && isNear(stepS, times * intervalS);
}

/** Whether a step is an interval or several of it. */
function isMultiple(stepS: number, intervalS: number): boolean {
  const times = Math.round(stepS / intervalS);
  return times >= 1 && isNear(stepS, times * intervalS);
}

/** The multiple of a unit that is nearest to a mean, where it is as near as that. */
function multiplesWithin(unitS: number, meanS: number, errorS: number): number[] {
  const nearestS = Math.round(meanS / unitS) * unitS;
  return nearestS > STEP_JITTER_S && Math.abs(meanS - nearestS) <= errorS ? [nearestS] : [];
}
