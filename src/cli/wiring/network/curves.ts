import { CalibrationRows } from '../../../calibration/calibration-rows.js';
import { throwProblems, type Problem, type Settings } from '../../../config/settings.js';
import { PluvioError } from '../../../domain/errors.js';
import {
  calibrationOf,
  indexNames,
  limitsOf,
  plainGauge,
  type Gauge,
  type RainLimit,
} from '../../../domain/network.js';
import type { Calibration } from '../../../domain/history/rain-history.js';
import { gaugeCurves } from './gauge-curve.js';
import { NETWORK_LINES, type RawForms } from './forms.js';
import { loadTables, withoutInterventions } from './tables.js';

/** What gauges are called, and their curves, found as they are met. */
export interface CurveBook {
  /** The configured name of a gauge that goes by any of its names. */
  readonly nameOf: (name: string) => string;
  /** The curve of a gauge; throws CALIBRATION where there is none, or one that cannot be used. */
  readonly curves: { readonly get: (gauge: string) => Calibration };
  /** How much rain is believed of the gauges of the table. */
  readonly limits: ReadonlyMap<string, RainLimit>;
}

/**
 * Opens the tables of calibration and gauges that the settings name; interventions need readings in the order of time, and are
 * of no use to one batch after the other. What is strange about a curve goes to `warn`.
 */
export function openCurves(
  settings: Settings,
  allowUncalibrated: boolean,
  warn: (what: string) => void,
  { forms = NETWORK_LINES, problems = [] }: { readonly forms?: RawForms; readonly problems?: Problem[] } = {},
): CurveBook {
  const { calibration, gauges = [] } = loadTables(withoutInterventions(settings), problems);
  if (problems.length === 0 && !calibration && !allowUncalibrated)
    problems.push('no calibration: give --calib FILE or set CALIB_FILE, or say --uncalibrated');
  throwProblems(problems);
  const byName = indexNames(gauges);
  const file = settings.calib.value ?? 'the calibration table';
  const get = (name: string): Calibration => {
    const known = byName.get(name);
    const { gauge, problem: unitProblem } = counted(known ?? plainGauge(name), forms);
    if (unitProblem !== undefined) throwProblems([unitProblem]);
    const rows = calibration && new CalibrationRows(calibration, known ? gauges : [...gauges, gauge]);
    const { rows: own, problem } = rows?.of(gauge) ?? {};
    if (own || (allowUncalibrated && problem === undefined)) {
      const rules = { file, maxMmPerMin: settings.maxMmPerMin.value, allowUncalibrated };
      const { curve, history, problems: wrong, warnings } = gaugeCurves(gauge, own, [], rules);
      if (wrong[0]) throw wrong[0];
      for (const warning of warnings) warn(warning);
      return calibrationOf({ curve, history });
    }
    const why = problem ?? 'has no row for it; add one, or say --uncalibrated';
    const message = `Cannot calibrate "${name}": ${file}${problem === undefined ? '' : ':'} ${why}`;
    throw new PluvioError('CALIBRATION', message, { file, gauge: name });
  };
  return { nameOf: (name) => byName.get(name)?.name ?? name, curves: { get }, limits: limitsOf(gauges) };
}

function counted(gauge: Gauge, { withUnit }: RawForms): { gauge: Gauge; problem?: string } {
  return withUnit?.(gauge) ?? { gauge };
}
