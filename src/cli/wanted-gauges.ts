import { uncalibrated } from '../calibration/curve.js';
import type { CalibrationRow } from '../calibration/read-calibration.js';
import { DEFAULT_GAUGES, namesOf, plainGauge, type Gauge, type WantedGauge } from '../domain/network.js';
import { unsafeName } from '../domain/paths.js';

export interface WantedOptions {
  /** Names asked for; undefined: the default ones. */
  readonly names: readonly string[] | undefined;
  /** The gauges table, where there is one. */
  readonly table: readonly Gauge[] | undefined;
  /** The calibration table, where there is one. */
  readonly calibration: ReadonlyMap<string, CalibrationRow> | undefined;
  /** What the calibration table is called in messages. */
  readonly calibrationFile: string | undefined;
  /** A gauge without a calibration is tips × tip depth, instead of a problem. */
  readonly allowUncalibrated: boolean;
}

/** Gauges, those of them without a calibration, and what is wrong. */
export interface WantedGauges {
  readonly gauges: WantedGauge[];
  /** Names. */
  readonly uncalibrated: ReadonlySet<string>;
  readonly problems: string[];
}

/** The gauges a run is about, in the order asked for, each with its curve; and everything that is wrong with them. */
export function wantedGauges(options: WantedOptions): WantedGauges {
  const { table, allowUncalibrated } = options;
  const problems: string[] = [];
  const gauges = new Map<string, WantedGauge>();
  const without = new Set<string>();
  for (const name of options.names ?? DEFAULT_GAUGES) {
    const unsafe = unsafeName(name);
    const gauge = table ? table.find((candidate) => namesOf(candidate).includes(name)) : plainGauge(name);
    if (unsafe !== undefined) problems.push(`the gauge "${name}" ${unsafe}`);
    else if (!gauge)
      problems.push(
        `the gauge "${name}" is not in the gauges table; it has ${table!.map((known) => known.name).join(', ')}`,
      );
    else if (!gauges.has(gauge.name)) {
      const row = calibrationOf(gauge, options);
      if (!row) without.add(gauge.name);
      if (!row && !allowUncalibrated) problems.push(missing(gauge, options));
      const curve = row ? { a: row.a, b: row.b, c: row.c, tipMm: gauge.tipMm } : uncalibrated(gauge.tipMm);
      gauges.set(gauge.name, { ...gauge, curve });
    }
  }
  return { gauges: [...gauges.values()], uncalibrated: without, problems };
}

function calibrationOf(gauge: Gauge, { calibration }: WantedOptions): CalibrationRow | undefined {
  for (const name of namesOf(gauge)) {
    const row = calibration?.get(name);
    if (row) return row;
  }
  return undefined;
}

function missing(gauge: Gauge, { calibration, calibrationFile }: WantedOptions): string {
  if (!calibration)
    return `no calibration for ${gauge.name}: give --calib FILE or set CALIB_FILE, or say --uncalibrated`;
  const names = namesOf(gauge).map((name) => `"${name}"`);
  return `${calibrationFile ?? 'the calibration table'} has no row for ${names.join(' or ')}: add one, or say --uncalibrated`;
}
