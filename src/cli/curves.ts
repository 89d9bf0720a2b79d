import { throwProblems, type Problem, type Settings } from '../config/settings.js';
import { uncalibrated } from '../calibration/curve.js';
import { PluvioError } from '../domain/errors.js';
import { limitsOf, namesOf, plainGauge, type Curve, type Gauge, type RainLimit } from '../domain/network.js';
import { loadTables } from './tables.js';

/** What gauges are called, and their curves, found as they are met. */
export interface CurveBook {
  /** The configured name of a gauge that goes by any of its names. */
  readonly nameOf: (name: string) => string;
  /** The curve of a gauge; throws CALIBRATION where there is none. */
  readonly curves: { readonly get: (gauge: string) => Curve };
  /** How much rain is believed of the gauges of the table. */
  readonly limits: ReadonlyMap<string, RainLimit>;
}

/** Opens the tables that the settings name. */
export function openCurves(settings: Settings, allowUncalibrated: boolean): CurveBook {
  const problems: Problem[] = [];
  const { calibration, gauges = [] } = loadTables(settings, problems);
  if (problems.length === 0 && !calibration && !allowUncalibrated)
    problems.push('no calibration: give --calib FILE or set CALIB_FILE, or say --uncalibrated');
  throwProblems(problems);
  const byName = new Map<string, Gauge>();
  for (const gauge of gauges) for (const name of namesOf(gauge)) if (!byName.has(name)) byName.set(name, gauge);
  const get = (name: string): Curve => {
    const gauge = byName.get(name) ?? plainGauge(name);
    for (const known of namesOf(gauge)) {
      const row = calibration?.get(known);
      if (row) return { a: row.a, b: row.b, c: row.c, tipMm: gauge.tipMm };
    }
    if (allowUncalibrated) return uncalibrated(gauge.tipMm);
    const file = settings.calib.value ?? 'the calibration table';
    throw new PluvioError(
      'CALIBRATION',
      `Cannot calibrate "${name}": ${file} has no row for it; add one, or say --uncalibrated`,
      { file, gauge: name },
    );
  };
  return { nameOf: (name) => byName.get(name)?.name ?? name, curves: { get }, limits: limitsOf(gauges) };
}
