import fs from 'node:fs';
import { readCalibration, type CalibrationRow } from '../../../calibration/read-calibration.js';
import { readGauges } from '../../../config/gauges-table.js';
import { readInterventions, type Intervention } from '../../../config/interventions-table.js';
import type { Problem, Settings } from '../../../config/settings.js';
import { PluvioError, systemReason } from '../../../domain/errors.js';
import { DEFAULT_GAUGES, indexNames, plainGauge, type Gauge, type WantedGauge } from '../../../domain/network.js';
import { NETWORK_LINES, type RawForms } from './forms.js';
import { wantedGauges, type WantedGauges } from './wanted-gauges.js';

/** The tables that settings name; undefined where none is named, or where one cannot be read. */
export interface Tables {
  readonly calibration: ReadonlyMap<string, readonly CalibrationRow[]> | undefined;
  readonly gauges: readonly Gauge[] | undefined;
  /** Each under the gauge's own name; [] where no table is named. */
  readonly interventions: readonly Intervention[];
}

/** Reads the tables of calibration, gauges and interventions; what is wrong with them joins `problems`. */
export function loadTables(settings: Settings, problems: Problem[]): Tables {
  const { calib, gaugesFile, gaugeNames, interventions } = settings;
  const calibration = read(calib.value, calib.from, readCalibration, problems);
  const gauges = read(gaugesFile.value, gaugesFile.from, readGauges, problems);
  // A gauges table that cannot be read says nothing of names.
  const isKnown = gaugesFile.value === undefined || gauges !== undefined;
  const gaugeOf = isKnown ? whoIs(gauges ?? namedGauges(gaugeNames.value, calibration)) : undefined;
  const readAll = (text: string, file: string): Intervention[] => readInterventions(text, file, gaugeOf);
  return {
    calibration,
    gauges,
    interventions: read(interventions.value, interventions.from, readAll, problems) ?? [],
  };
}

/** Which gauge of a network a name means. */
function whoIs(gauges: readonly Gauge[]): (name: string) => string | undefined {
  const index = indexNames(gauges);
  return (name) => index.get(name)?.name;
}

/** The network where no gauges table says it: the gauges that are wanted, and those that are calibrated. */
function namedGauges(names: readonly string[] | undefined, calibration: Tables['calibration']): Gauge[] {
  return [...new Set([...(names ?? DEFAULT_GAUGES), ...(calibration?.keys() ?? [])])].map(plainGauge);
}

/** The same settings for a command that does not ask what was done to gauges. */
export function withoutInterventions(settings: Settings): Settings {
  return { ...settings, interventions: { value: undefined, from: 'default' } };
}

/** The same settings for a command that does not calibrate: the tables of calibration and interventions are not looked at. */
export function withoutCalibration(settings: Settings): Settings {
  return { ...withoutInterventions(settings), calib: { value: undefined, from: 'default' } };
}

/**
 * Reads the tables that the settings name, and gives the wanted gauges; what is wrong with them
 * joins `problems`, what is strange about a curve `warnings`.
 */
export function loadGauges(
  settings: Settings,
  allowUncalibrated: boolean,
  problems: Problem[],
  { warnings = [], forms }: { readonly warnings?: string[]; readonly forms?: RawForms } = {},
): { readonly gauges: WantedGauge[]; readonly others: readonly Gauge[] } {
  const wanted = wantedOf(settings, loadTables(settings, problems), problems, { allowUncalibrated, forms });
  warnings.push(...wanted.warnings);
  return wanted;
}

/** How gauges are calibrated. */
interface CalibratedHow {
  /** Whether one without a calibration is no problem. */
  readonly allowUncalibrated: boolean;
  readonly forms?: RawForms | undefined;
}

/** The wanted gauges of tables that were read, and which of them have no calibration. */
export function wantedOf(
  settings: Settings,
  { calibration, gauges: table, interventions }: Tables,
  problems: Problem[],
  { allowUncalibrated, forms: { withUnit } = NETWORK_LINES }: CalibratedHow,
): Omit<WantedGauges, 'problems'> {
  const tableFailed = settings.gaugesFile.value !== undefined && !table;
  if (tableFailed) return { gauges: [], others: [], uncalibrated: new Set(), curves: new Map(), warnings: [] };
  const wanted = wantedGauges({
    names: settings.gaugeNames.value,
    table,
    calibration,
    calibrationFile: settings.calib.value,
    interventions,
    // A table that cannot be read was complained of already.
    allowUncalibrated: allowUncalibrated || (settings.calib.value !== undefined && !calibration),
    maxMmPerMin: settings.maxMmPerMin.value,
    withUnit,
  });
  problems.push(...wanted.problems);
  return wanted;
}

function read<T>(
  file: string | undefined,
  from: string,
  parse: (text: string, file: string) => T,
  problems: Problem[],
): T | undefined {
  if (file === undefined) return undefined;
  try {
    return parse(fs.readFileSync(file, 'utf8'), file);
  } catch (error) {
    problems.push(error instanceof PluvioError ? error : `${from}: cannot read ${file}: ${systemReason(error)}`);
    return undefined;
  }
}

/** The gauges of a table that a command line names alone. Throws GAUGES or INPUT. */
export function readGaugesFile(file: string): Gauge[] {
  try {
    return readGauges(fs.readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof PluvioError) throw error;
    throw new PluvioError('INPUT', `Cannot read ${file}: ${systemReason(error)}; give a gauges table`, { file });
  }
}
