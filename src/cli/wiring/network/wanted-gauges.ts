import { CalibrationRows } from '../../../calibration/calibration-rows.js';
import type { CalibrationRow } from '../../../calibration/read-calibration.js';
import type { CurveSince } from '../../../calibration/gauge-history.js';
import { isUnknown, type Intervention } from '../../../config/interventions-table.js';
import type { Problem } from '../../../config/settings.js';
import { bareName, plainName } from '../../../domain/names.js';
import {
  DEFAULT_GAUGES,
  indexNames,
  namesOf,
  plainGauge,
  type Gauge,
  type WantedGauge,
} from '../../../domain/network.js';
import { unsafeName } from '../../../domain/paths.js';
import { gaugeCurves } from './gauge-curve.js';
import { joinedAliases, joinedAliasText } from './joined-alias.js';

export interface WantedOptions {
  /** Names asked for; undefined: all of the table, or the default ones. */
  readonly names: readonly string[] | undefined;
  /** The gauges table, where there is one. */
  readonly table: readonly Gauge[] | undefined;
  /** The calibration table, where there is one. */
  readonly calibration: ReadonlyMap<string, readonly CalibrationRow[]> | undefined;
  /** What was done to gauges, each under the gauge's own name. Default: nothing. */
  readonly interventions?: readonly Intervention[];
  /** What the calibration table is called in messages. */
  readonly calibrationFile: string | undefined;
  /** A gauge without a calibration is tips × tip depth, instead of a problem. */
  readonly allowUncalibrated: boolean;
  /** A gauge with what the amounts of its raw files count, and what is wrong with that. Default: tips. */
  readonly withUnit?: ((gauge: Gauge) => { readonly gauge: Gauge; readonly problem?: string }) | undefined;
  /** The most that is believed, mm a minute, where the gauges table says nothing else. */
  readonly maxMmPerMin: number;
}

/** Gauges, those of them without a calibration, and what is wrong or strange. */
export interface WantedGauges {
  readonly gauges: WantedGauge[];
  /** Those of the gauges table that are not asked for. */
  readonly others: readonly Gauge[];
  /** Names. */
  readonly uncalibrated: ReadonlySet<string>;
  /** What is valid since when, by name. */
  readonly curves: ReadonlyMap<string, readonly CurveSince[]>;
  readonly problems: Problem[];
  readonly warnings: string[];
}

/**
 * The gauges a run is about, in the order asked for, each with its curve; and everything that is wrong with them. Only
 * their rows of the calibration table are looked at: what a curve gives depends on the gauge's tip depth and limit.
 */
export function wantedGauges(options: WantedOptions): WantedGauges {
  const { table, calibration, allowUncalibrated, maxMmPerMin, interventions = [] } = options;
  const file = options.calibrationFile ?? 'the calibration table';
  const known = askedFor(options);
  const { asked, problems } = withUnits(known, options.withUnit);
  const gauges = asked.filter((gauge) => typeof gauge !== 'string');
  const rows = calibration && new CalibrationRows(calibration, table ?? gauges);
  const asking = new Set(known);
  const curves = new Map<string, readonly CurveSince[]>();
  const wanted: WantedGauges & { uncalibrated: Set<string> } = {
    gauges: [],
    others: (table ?? []).filter((gauge) => !asking.has(gauge)),
    uncalibrated: new Set(),
    curves,
    problems,
    warnings: [],
  };
  for (const gauge of asked) {
    if (typeof gauge === 'string') {
      wanted.problems.push(gauge);
      continue;
    }
    const { rows: own, problem } = rows?.of(gauge) ?? {};
    if (!own) wanted.uncalibrated.add(gauge.name);
    if (problem !== undefined) wanted.problems.push(`${file}: ${problem}`);
    else if (!own && !allowUncalibrated) wanted.problems.push(missing(gauge, options));
    const unknown = interventions.filter((one) => one.gauge === gauge.name).filter(isUnknown);
    const made = gaugeCurves(gauge, own, unknown, { file, maxMmPerMin, allowUncalibrated });
    curves.set(gauge.name, made.curves);
    wanted.problems.push(...made.problems);
    wanted.warnings.push(...made.warnings);
    for (const alias of joinedAliases(gauge)) wanted.warnings.push(joinedAliasText(gauge, alias));
    const { curve, history } = made;
    wanted.gauges.push({ ...gauge, curve, ...(history ? { history } : {}) });
  }
  return wanted;
}

function withUnits(
  asked: readonly (Gauge | string)[],
  withUnit: WantedOptions['withUnit'],
): { asked: readonly (Gauge | string)[]; problems: Problem[] } {
  const problems: Problem[] = [];
  if (!withUnit) return { asked, problems };
  const counted = asked.map((gauge) => {
    if (typeof gauge === 'string') return gauge;
    const result = withUnit(gauge);
    if (result.problem !== undefined) problems.push(result.problem);
    return result.gauge;
  });
  return { asked: counted, problems };
}

/** The gauges that the names mean, each once; for a name that means none, what is wrong with it. */
function askedFor({ names, table }: WantedOptions): (Gauge | string)[] {
  if (!names && table) return [...table];
  const index = table && indexNames(table);
  const asked = new Map<string, Gauge | string>();
  for (const name of (names ?? DEFAULT_GAUGES).map(bareName)) {
    const unsafe = unsafeName(name);
    const gauge = unsafe === undefined ? (index ? index.get(name) : plainGauge(name)) : undefined;
    const key = plainName(gauge?.name ?? name);
    if (asked.has(key)) continue;
    if (unsafe !== undefined) asked.set(key, `the gauge "${name}" ${unsafe}`);
    else asked.set(key, gauge ?? unknown(name, index!.alike(name), table!));
  }
  return [...asked.values()];
}

function unknown(name: string, alike: readonly Gauge[], table: readonly Gauge[]): string {
  const list = (gauges: readonly Gauge[], last: string): string => gauges.map((known) => known.name).join(last);
  if (alike.length > 1) return `the gauge "${name}" could be ${list(alike, ' or ')}; write it as the gauges table does`;
  return `the gauge "${name}" is not in the gauges table; it has ${list(table, ', ')}`;
}

function missing(gauge: Gauge, { calibration, calibrationFile, names, table }: WantedOptions): string {
  if (!calibration)
    return `no calibration for ${gauge.name}: give --calib FILE or set CALIB_FILE, or say --uncalibrated`;
  const file = calibrationFile ?? 'the calibration table';
  const missed = `${file} has no row for ${namesOf(gauge)
    .map((name) => `"${name}"`)
    .join(' or ')}`;
  const isDefault = names === undefined && table === undefined;
  const [example] = calibration.keys();
  return isDefault && example !== undefined
    ? `${missed}, which is wanted where no gauge is named: name yours, such as --gauge ${example}, or add a row, or say --uncalibrated`
    : `${missed}: add one, or say --uncalibrated`;
}
