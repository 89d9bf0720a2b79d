import { DAY_S } from '../../domain/time.js';
import { joinedFlags } from './judging/joined-flags.js';
import { medianOf } from './steps/months.js';
import { NEAR, type Near } from './steps/neighbour-steps.js';
import { lacksNeighbours, qualityTest, type Flag, type Judged } from './judging/quality-test.js';
import { DAY_STEPS, MOST_DAYS_BEFORE, STEP_S } from './steps/step-rain.js';

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
  const pairs = near.map((one) => daySums(own, steps.of(one)));
  const limit = settings.correlation;
  const window = Math.min(settings.days, MOST_DAYS_BEFORE);
  let saidS = period.startS;
  for (let day = Math.ceil((steps.first + 1) / DAY_STEPS); day * DAY_STEPS <= own.length; day++) {
    const correlations = pairs.map((sums) => correlation(sums.slice(day - window, day), settings.wetSteps));
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

/** Sums over the steps of a day that two gauges measured. */
interface DaySums {
  readonly steps: number;
  /** Steps in which one of the two was wet. */
  readonly wet: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

function daySums(a: Float64Array, b: Float64Array): DaySums[] {
  const found: DaySums[] = [];
  for (let from = 0; from + DAY_STEPS <= a.length; from += DAY_STEPS) {
    let [steps, wet, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0, 0];
    for (let i = from; i < from + DAY_STEPS; i++) {
      const [u, v] = [a[i]!, b[i]!];
      if (u !== u || v !== v) continue;
      steps++;
      if (u === 0 && v === 0) continue;
      wet++;
      x += u;
      y += v;
      xx += u * u;
      yy += v * v;
      xy += u * v;
    }
    found.push({ steps, wet, x, y, xx, yy, xy });
  }
  return found;
}

/** Pearson's r of the steps that both measured; NaN where fewer than `fewest` of them were wet, or the other was dry throughout. */
function correlation(days: readonly DaySums[], fewest: number): number {
  const sum = (key: keyof DaySums): number => days.reduce((total, day) => total + day[key], 0);
  if (sum('wet') < fewest) return NaN;
  const [n, x, y] = [sum('steps'), sum('x'), sum('y')];
  const [vx, vy] = [n * sum('xx') - x * x, n * sum('yy') - y * y];
  // A gauge that is dry throughout while others are wet goes with nobody.
  if (vx <= 1e-9) return 0;
  return vy <= 1e-9 ? NaN : (n * sum('xy') - x * y) / Math.sqrt(vx * vy);
}
