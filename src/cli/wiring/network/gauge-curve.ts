import { curveOddity, curveProblem } from '../../../calibration/check-curve.js';
import type { CalibrationRow } from '../../../calibration/read-calibration.js';
import { PluvioError } from '../../../domain/errors.js';
import { curvesOverTime, historyOf, type CurveSince } from '../../../calibration/gauge-history.js';
import type { Curve, Gauge } from '../../../domain/network.js';
import type { RainHistory, UnknownPeriod } from '../../../domain/history/rain-history.js';
import { formatDateTime } from '../../../domain/time/time.js';

export interface CurveRules {
  /** What the calibration table is called in messages. */
  readonly file: string;
  /** The most that is believed of a gauge whose row of the gauges table says nothing else, mm a minute. */
  readonly maxMmPerMin: number;
}

/** The curve of a gauge, what is wrong with it, and what is strange about it. */
interface GaugeCurve {
  readonly problem?: PluvioError;
  readonly warning?: string;
}

/** The curve of a gauge today, its history where it has one, and what is wrong or strange about any of its curves. */
export interface GaugeCurves {
  readonly curve: Curve;
  /** Since when which curve, gauge and row of the table are valid. */
  readonly curves: readonly CurveSince[];
  readonly history: RainHistory | undefined;
  readonly problems: readonly PluvioError[];
  readonly warnings: readonly string[];
}

/**
 * The curves of a gauge over time, by its rows of the calibration table, ascending by date, or none. Every reading of the gauge has to have one: a
 * first row with a date, of a gauge that is older, is a problem where uncalibrated gauges are not allowed.
 */
export function gaugeCurves(
  gauge: Gauge,
  rows: readonly CalibrationRow[] | undefined,
  unknown: readonly UnknownPeriod[],
  rules: CurveRules & { readonly allowUncalibrated: boolean },
): GaugeCurves {
  const curves = curvesOverTime(gauge, rows);
  const problems: PluvioError[] = [];
  const warnings: string[] = [];
  for (const { curve, gauge: then, row } of curves) {
    if (!row) continue;
    const { problem, warning } = judgedCurve(curve, row.line, then, rules);
    // A row that several dates of the gauges table share is judged once, unless it is judged otherwise.
    if (problem && !problems.some(({ message }) => message === problem.message)) problems.push(problem);
    if (warning !== undefined && !warnings.includes(warning)) warnings.push(warning);
  }
  const first = rows?.[0];
  if (first && !curves[0].row && !rules.allowUncalibrated)
    problems.push(gap(gauge, first, curves[0].fromS, rules.file));
  const periods = unknown.map(({ startS, endS, kind }) => ({ startS, endS, kind }));
  return { curve: curves.at(-1)!.curve, curves, history: historyOf(gauge, curves, periods), problems, warnings };
}

function gap({ name }: Gauge, { fromS, line }: CalibrationRow, beginS: number, file: string): PluvioError {
  const from = formatDateTime(fromS);
  const since =
    beginS === -Infinity ? 'before' : `from ${formatDateTime(beginS)}, where the gauges table has it begin, to`;
  const what = `Cannot use calibration: ${file}, line ${line}: ${name} has no row ${since} ${from} (UTC)`;
  const mend =
    'leave "from" of its first row empty, add a row for that time, or give its first row in the gauges table the date when it began';
  return new PluvioError('CALIBRATION', `${what}: ${mend}`, { file, line, gauge: name });
}

/**
 * What is wrong or strange about a curve of a gauge. It must neither be negative nor fall up to what is believed
 * of one reading: the limit, times the gauge's usual interval where the gauges table says it, else one minute. A reading of
 * an hour may bring more, but few curves are made for that: one that falls up to the limit of an hour is only told.
 */
function judgedCurve(curve: Curve, line: number, gauge: Gauge, { file, maxMmPerMin }: CurveRules): GaugeCurve {
  const { a, b, c } = curve;
  const perMin = gauge.maxMmPerMin ?? maxMmPerMin;
  const minutes = Math.max(gauge.intervalS ?? 60, 60) / 60;
  const what = `the curve of ${gauge.name} (a ${a}, b ${b}, c ${c}, ${gauge.tipMm} mm a tip)`;
  const wrong = curveProblem(curve, perMin * minutes);
  if (wrong !== undefined) {
    const upTo = `up to ${perMin} mm a minute rain must never be negative, nor less for more tips`;
    const message = `Cannot use calibration: ${file}, line ${line}: ${what} is wrong: ${wrong}; ${upTo}: mend the row`;
    return { problem: new PluvioError('CALIBRATION', message, { file, line, gauge: gauge.name }) };
  }
  const ofAnHour = minutes < 60 ? curveProblem(curve, perMin * 60) : undefined;
  const odd = curveOddity(curve, perMin * minutes) ?? (ofAnHour && `${ofAnHour}, which readings of an hour may reach`);
  return odd === undefined ? {} : { warning: `${file}, line ${line}: ${what}: ${odd}` };
}
