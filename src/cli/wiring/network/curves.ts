import { CalibrationRows } from '../../../calibration/calibration-rows.js';
import { uncalibrated } from '../../../calibration/curve.js';
import { throwProblems, type Problem, type Settings } from '../../../config/settings.js';
import { PluvioError } from '../../../domain/errors.js';
import { indexNames, limitsOf, plainGauge, type Curve, type Gauge, type RainLimit } from '../../../domain/network.js';
import { gaugeCurve } from './gauge-curve.js';
import { NETWORK_LINES, type RawForms } from './forms.js';
import { loadTables } from './tables.js';

/** What gauges are called, and their curves, found as they are met. */
export interface CurveBook {
  /** The configured name of a gauge that goes by any of its names. */
  readonly nameOf: (name: string) => string;
  /** The curve of a gauge; throws CALIBRATION where there is none, or one that cannot be used. */
  readonly curves: { readonly get: (gauge: string) => Curve };
  /** How much rain is believed of the gauges of the table. */
  readonly limits: ReadonlyMap<string, RainLimit>;
}

/** Opens the tables that the settings name; what is strange about a curve goes to `warn`. */
export function openCurves(
  settings: Settings,
  allowUncalibrated: boolean,
  warn: (what: string) => void,
  { forms = NETWORK_LINES, problems = [] }: { readonly forms?: RawForms; readonly problems?: Problem[] } = {},
): CurveBook {
  const { calibration, gauges = [] } = loadTables(settings, problems);
  if (problems.length === 0 && !calibration && !allowUncalibrated)
    problems.push('no calibration: give --calib FILE or set CALIB_FILE, or say --uncalibrated');
  throwProblems(problems);
  const byName = indexNames(gauges);
  const file = settings.calib.value ?? 'the calibration table';
  const get = (name: string): Curve => {
    const known = byName.get(name);
    const { gauge, problem: unitProblem } = counted(known ?? plainGauge(name), forms);
    if (unitProblem !== undefined) throwProblems([unitProblem]);
    const rows = calibration && new CalibrationRows(calibration, known ? gauges : [...gauges, gauge]);
    const { row, problem } = rows?.of(gauge) ?? {};
    if (row) {
      const found = gaugeCurve(row, gauge, { file, maxMmPerMin: settings.maxMmPerMin.value });
      if (found.problem) throw found.problem;
      if (found.warning !== undefined) warn(found.warning);
      return found.curve;
    }
    if (allowUncalibrated && problem === undefined) return uncalibrated(gauge.tipMm);
    const why = problem ?? 'has no row for it; add one, or say --uncalibrated';
    const message = `Cannot calibrate "${name}": ${file}${problem === undefined ? '' : ':'} ${why}`;
    throw new PluvioError('CALIBRATION', message, { file, gauge: name });
  };
  return { nameOf: (name) => byName.get(name)?.name ?? name, curves: { get }, limits: limitsOf(gauges) };
}

function counted(gauge: Gauge, { withUnit }: RawForms): { gauge: Gauge; problem?: string } {
  return withUnit?.(gauge) ?? { gauge };
}
