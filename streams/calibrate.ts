import { fallsAfter } from '../src/calibration/curve.js';
import { calibratorOf, type Calibrator } from '../src/calibration/calibrator.js';
import { DEFAULT_MAX_MM_PER_MIN, type RainLimit } from '../src/domain/network.js';
import type { Calibration } from '../src/domain/history/rain-history.js';
import { column, type CalibratedBatch, type GaugeBatch } from '../src/domain/readings/reading.js';
import { expand, type Stage } from './highland.js';
import { withRain } from './kernels/filter/batches.js';
import { PlausibleRain, type MostTips, type RainAudit } from './kernels/calibrate/plausible-rain.js';

export interface CalibrateOptions {
  /** The curve of every gauge that flows in, or its curves by date, by gauge name; asked for when the gauge is first met. */
  readonly curves: { readonly get: (gauge: string) => Calibration | undefined };
  /** How much rain is believed of a gauge. Default: 40 mm a minute of each. */
  readonly limits?: { readonly get: (gauge: string) => RainLimit | undefined };
  /** Told of readings that hold more rain than that, and of mended ones. Without it every reading is believed. */
  readonly audit?: RainAudit;
}

const DEFAULT_LIMIT: RainLimit = { maxMmPerMin: DEFAULT_MAX_MM_PER_MIN, intervalS: undefined };

/** Rows of small batches that share an array: each array costs more than the rain of a five-line file. */
const SHARED_ROWS = 8192;

/**
 * Tips → mm. Adds the column `rainMm` (shape `[count]`, rounded to 6 decimals) to each batch: `mm = a·r² + b·r + c`
 * with `r = tips × tipMm`, by the curve that is valid at the stamp; a reading of 0 tips is 0 mm whatever `c` is. A reading of more rain than is believed of its
 * interval (`ReadingInterval`) does not flow on: the audit has it as `implausible`. Order is kept; memory: one batch, and a
 * reading of each gauge. A gauge without a curve is a broken contract and throws.
 */
export function calibrate({ curves, limits, audit }: CalibrateOptions): Stage<GaugeBatch, CalibratedBatch> {
  const calibrators = new Map<string, Calibrator>();
  const openCalibrator = (gauge: string): Calibrator => {
    const curve = curves.get(gauge);
    if (!curve) throw new Error(`calibrate: no curve for gauge "${gauge}"`);
    const toRain = calibratorOf(curve);
    calibrators.set(gauge, toRain);
    return toRain;
  };
  const free: Float64Array[] = [];
  let shared = new Float64Array(0);
  /** Room for the rain of a batch that keeps its columns: small ones share it. */
  const roomFor = (count: number): Float64Array => {
    if (shared.length < count) shared = new Float64Array(Math.max(count, SHARED_ROWS));
    const room = shared.subarray(0, count);
    shared = shared.subarray(count);
    return room;
  };
  const believed = new Map<string, PlausibleRain>();
  const checkOf = (gauge: string, told: RainAudit): PlausibleRain => {
    const known = believed.get(gauge);
    if (known) return known;
    const curve = curves.get(gauge);
    const check = new PlausibleRain(limits?.get(gauge) ?? DEFAULT_LIMIT, told, curve && mostTipsOf(curve));
    believed.set(gauge, check);
    return check;
  };
  const step = (batch: GaugeBatch): CalibratedBatch[] => {
    const toRain = calibrators.get(batch.gauge) ?? openCalibrator(batch.gauge);
    const { release } = batch;
    // A batch that gives its columns back gives this one back too.
    const rainMm = release ? (free.pop() ?? new Float64Array(batch.tips.data.length)) : roomFor(batch.count);
    toRain({ timeS: batch.timeS.data, tips: batch.tips.data, rainMm }, 0, batch.count);
    const giveBack =
      release &&
      ((): void => {
        free.push(rainMm);
        release();
      });
    const calibrated = withRain(batch, column(rainMm, batch.count), giveBack);
    return audit ? checkOf(batch.gauge, audit).take(calibrated) : [calibrated];
  };
  return expand(step, () => [...believed.values()].flatMap((check) => check.end()));
}

/** Tips beyond which a gauge's curve falls, and says nothing, by date. */
function mostTipsOf(calibration: Calibration): readonly MostTips[] {
  const curves = calibration.history?.curves ?? [{ ...calibration, fromS: -Infinity }];
  return curves.map((curve) => ({ fromS: curve.fromS, tips: fallsAfter(curve) }));
}
