import type { Curve, Gauge, GaugeRow } from '../domain/network.js';
import {
  isSameCurve,
  validAt,
  validWithin,
  type DatedCurve,
  type RainHistory,
  type Since,
  type UnknownPeriod,
} from '../domain/history/rain-history.js';
import { uncalibrated } from './curve.js';
import type { CalibrationRow } from './read-calibration.js';

/** A curve since a date, of the rows that make it. */
export interface CurveSince extends Since {
  readonly curve: Curve;
  /** What the gauges table says of the gauge then. */
  readonly gauge: Gauge;
  /** undefined where the calibration table says nothing for it. */
  readonly row: CalibrationRow | undefined;
}

const ALWAYS = { firstS: -Infinity, lastS: Infinity };

/**
 * The curves of a gauge over time, ascending: whenever a row of the calibration table or of the gauges table begins, what is valid then. Without rows it is
 * uncalibrated; so it is before the first row, where that has a date.
 */
export function curvesOverTime(gauge: Gauge, rows: readonly CalibrationRow[] = []): [CurveSince, ...CurveSince[]] {
  const states = statesOf(gauge);
  const moments = [...new Set([...states, ...rows].map(({ fromS }) => fromS))].sort((a, b) => a - b);
  const beginS = states[0]!.fromS;
  const later = moments.filter((fromS) => fromS > beginS);
  const [first, ...others] = [beginS, ...later].map((fromS): CurveSince => {
    const state = validAt(states, fromS);
    const row = rows.findLast((one) => one.fromS <= fromS);
    const { tipMm } = state;
    const curve = row ? { a: row.a, b: row.b, c: row.c, tipMm } : uncalibrated(tipMm);
    return { fromS, curve, gauge: stateAt(gauge, state), row };
  });
  return [first!, ...others];
}

/** A gauge as the gauges table has it at a time. */
function stateAt(gauge: Gauge, state: Partial<Gauge>): Gauge {
  if (!gauge.rows) return gauge;
  return { ...gauge, model: undefined, serial: undefined, ...state };
}

/** What the gauges table says of a gauge, by date. */
function statesOf(gauge: Gauge): readonly Pick<GaugeRow, 'fromS' | 'tipMm' | 'intervalS' | 'maxMmPerMin'>[] {
  if (gauge.rows && gauge.rows.length > 0) return gauge.rows;
  const { tipMm, intervalS, maxMmPerMin } = gauge;
  return [{ fromS: -Infinity, tipMm, intervalS, maxMmPerMin }];
}

/** The history that curves over time and times of unknown rain make; undefined where one curve holds for all time and all is known. */
export function historyOf(
  gauge: Gauge,
  curves: readonly CurveSince[],
  unknown: readonly UnknownPeriod[],
): RainHistory | undefined {
  const dated = validWithin(
    curves.map(({ fromS, curve }): DatedCurve => ({ fromS, ...curve })),
    ALWAYS,
    isSameCurve,
  );
  const states = statesOf(gauge);
  const intervals = validWithin(
    states.map(({ fromS, intervalS }) => ({ fromS, intervalS })),
    ALWAYS,
    (one, other) => one.intervalS === other.intervalS,
  );
  if (dated.length === 1 && intervals.length === 1 && unknown.length === 0) return undefined;
  return { curves: dated, intervals, unknown: [...unknown].sort((a, b) => a.startS - b.startS) };
}
