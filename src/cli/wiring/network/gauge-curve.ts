import { curveOddity, curveProblem } from '../../../calibration/check-curve.js';
import type { CalibrationRow } from '../../../calibration/read-calibration.js';
import { PluvioError } from '../../../domain/errors.js';
import type { Curve, Gauge } from '../../../domain/network.js';

export interface CurveRules {
  /** What the calibration table is called in messages. */
  readonly file: string;
  /** The most that is believed of a gauge whose row of the gauges table says nothing else, mm a minute. */
  readonly maxMmPerMin: number;
}

/** The curve of a gauge, what is wrong with it, and what is strange about it. */
export interface GaugeCurve {
  readonly curve: Curve;
  readonly problem?: PluvioError;
  readonly warning?: string;
}

/**
 * The curve that a row of the calibration table gives a gauge. It must neither be negative nor fall up to what is believed
 * of one reading: the limit, times the gauge's usual interval where the gauges table says it, else one minute. A reading of
 * an hour may bring more, but few curves are made for that: one that falls up to the limit of an hour is only told.
 */
export function gaugeCurve(
  { a, b, c, line }: CalibrationRow,
  gauge: Gauge,
  { file, maxMmPerMin }: CurveRules,
): GaugeCurve {
  const curve = { a, b, c, tipMm: gauge.tipMm };
  const perMin = gauge.maxMmPerMin ?? maxMmPerMin;
  const minutes = Math.max(gauge.intervalS ?? 60, 60) / 60;
  const what = `the curve of ${gauge.name} (a ${a}, b ${b}, c ${c}, ${gauge.tipMm} mm a tip)`;
  const wrong = curveProblem(curve, perMin * minutes);
  if (wrong !== undefined) {
    const upTo = `up to ${perMin} mm a minute rain must never be negative, nor less for more tips`;
    const message = `Cannot use calibration: ${file}, line ${line}: ${what} is wrong: ${wrong}; ${upTo}: mend the row`;
    return { curve, problem: new PluvioError('CALIBRATION', message, { file, line, gauge: gauge.name }) };
  }
  const ofAnHour = minutes < 60 ? curveProblem(curve, perMin * 60) : undefined;
  const odd = curveOddity(curve, perMin * minutes) ?? (ofAnHour && `${ofAnHour}, which readings of an hour may reach`);
  return odd === undefined ? { curve } : { curve, warning: `${file}, line ${line}: ${what}: ${odd}` };
}
