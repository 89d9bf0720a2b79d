import { DAY_S } from '../../domain/time/time.js';
import { joinedFlags } from './judging/joined-flags.js';
import { medianOf } from './steps/months.js';
import { NEAR, type Near } from './steps/neighbour-steps.js';
import { lacksNeighbours, qualityTest, type Flag, type Judged } from './judging/quality-test.js';
import { DAY_STEPS, MOST_DAYS_BEFORE, STEP_S, type StepColumn } from './steps/step-rain.js';

interface OutlierSettings extends Near {
  readonly days: number;
  /** Steps in which gauge and neighbour were observed and one of them was wet. */
  readonly wetSteps: number;
  readonly correlation: number;
}

/**
 * Station outliers after PWSQC (de Vos et al. 2019): over the last `days`, the median of the correlations with each neighbour in
 * steps of 5 minutes is below a limit. PWSQC asks it at every step; here it is asked at the end of each day, which says the same
 * of a gauge that is out for weeks. −1 where too few neighbours had enough rain.
 */
export const outlier = qualityTest<OutlierSettings>({
  name: 'outlier',
  version: 1,
  finds: 'rain that has nothing to do with the neighbours’',
  unit: 'median correlation',
  settings: { ...NEAR, days: 14, wetSteps: 100, correlation: 0.15 },
  lacks: lacksNeighbours,
  judge: (judged, settings) => joinedFlags(days(judged, settings)),
});

function* days(judged: Judged, settings: OutlierSettings): Generator<Flag> {
  if (lacksNeighbours(judged, settings)) return;
  const { record, neighbours, steps, period } = judged;
  const near = neighbours.filter((one) => one.distanceM < settings.distanceM);
  const own = steps.of(record);
  const pairs = near.map((one) => new PairSums(own, steps.of(one)));
  const limit = settings.correlation;
  const window = Math.min(settings.days, MOST_DAYS_BEFORE);
  let saidS = period.startS;
  for (let day = Math.ceil((steps.first + 1) / DAY_STEPS); day * DAY_STEPS <= steps.count; day++) {
    const correlations = pairs.map((pair) => pair.correlation(day - window, day, settings.wetSteps));
    const value = medianOf(correlations, settings.neighbours);
    const endS = steps.startS + (day * DAY_STEPS - 1) * STEP_S;
    const flag = { startS: endS - DAY_S, endS, value, limit };
    if (Number.isNaN(value)) yield { ...flag, level: -1 };
    else if (value < limit) yield { ...flag, level: value < limit / 3 ? 3 : 2 };
    saidS = endS;
  }
  // The day that is not over is asked at its end.
  if (saidS < period.endS) yield { startS: saidS, endS: period.endS, level: -1, value: NaN, limit };
}

/** Columns of sums of two gauges, x and y: steps that both measured, those in which one of them was wet, and their rain. */
const SUMS = { steps: 0, wet: 1, x: 2, y: 3, xx: 4, yy: 5, xy: 6 } as const;
const COLUMNS = 7;

/** Sums over the steps that two gauges measured, day by day. */
class PairSums {
  /** Of day `d` from `d × COLUMNS` on. */
  private readonly days: Float64Array;

  constructor(a: StepColumn, b: StepColumn) {
    const days = Math.floor(a.rainMm.length / DAY_STEPS);
    this.days = new Float64Array(days * COLUMNS);
    for (let day = 0; day < days; day++) this.add(SUMS.steps, day, bothKnown(a, b, day));
    for (let [i, j] = [0, 0]; i < a.wet.length || j < b.wet.length;) {
      const step = Math.min(a.wet[i] ?? Infinity, b.wet[j] ?? Infinity);
      if (a.wet[i] === step) i++;
      if (b.wet[j] === step) j++;
      const day = Math.floor(step / DAY_STEPS);
      const [u, v] = [a.rainMm[step]!, b.rainMm[step]!];
      if (u !== u || v !== v || day >= days) continue;
      this.add(SUMS.wet, day, 1);
      this.add(SUMS.x, day, u);
      this.add(SUMS.y, day, v);
      this.add(SUMS.xx, day, u * u);
      this.add(SUMS.yy, day, v * v);
      this.add(SUMS.xy, day, u * v);
    }
  }

  /**
   * Pearson's r of the steps of days `from` to `to` that both measured; NaN where fewer than `fewest` of them were wet, or the other
   * was dry throughout.
   */
  correlation(from: number, to: number, fewest: number): number {
    const sum = (column: number): number => {
      let total = 0;
      for (let day = from; day < to; day++) total += this.days[day * COLUMNS + column]!;
      return total;
    };
    if (sum(SUMS.wet) < fewest) return NaN;
    const [n, x, y] = [sum(SUMS.steps), sum(SUMS.x), sum(SUMS.y)];
    const [vx, vy] = [n * sum(SUMS.xx) - x * x, n * sum(SUMS.yy) - y * y];
    // A gauge that is dry throughout while others are wet goes with nobody.
    if (vx <= 1e-9) return 0;
    return vy <= 1e-9 ? NaN : (n * sum(SUMS.xy) - x * y) / Math.sqrt(vx * vy);
  }

  private add(column: number, day: number, value: number): void {
    const at = day * COLUMNS + column;
    this.days[at] = this.days[at]! + value;
  }
}

/** Steps of a day that both measured. */
function bothKnown(a: StepColumn, b: StepColumn, day: number): number {
  const [known, other] = [a.knownOfDay[day]!, b.knownOfDay[day]!];
  if (known === DAY_STEPS || other === DAY_STEPS || known === 0 || other === 0) return Math.min(known, other);
  let both = 0;
  for (let i = day * DAY_STEPS; i < (day + 1) * DAY_STEPS; i++) both += a.isKnown[i]! & b.isKnown[i]!;
  return both;
}
