import type { TableRows } from '../manifest.js';
import type { Curve } from './curve.js';
import { isSameCurve, reachesInto, validWithin, type RainHistory } from './rain-history.js';

/** The readings that rows of tables are valid for. */
export interface ReadingSpan {
  readonly firstS: number;
  readonly lastS: number;
  /** What the first reading counts, seconds, where that is known. */
  readonly usualS: number | undefined;
}

/** The curve of readings, where one holds for all; the rows that they are made by, where it is not that one alone. */
export interface RowsUsed {
  readonly curve: Curve | undefined;
  readonly rows: TableRows | undefined;
}

/**
 * The rows of a history by which some readings are made: valid at one of their stamps, or with a period that one of them counts into. It follows from
 * the readings and the history alone, so that a row that touches no reading changes nothing.
 */
export function rowsUsed(
  { curves, intervals, unknown }: RainHistory,
  { firstS, lastS, usualS }: ReadingSpan,
): RowsUsed {
  const calibration = validWithin(curves, { firstS, lastS }, isSameCurve);
  const given = validWithin(intervals, { firstS, lastS }, (one, other) => one.intervalS === other.intervalS);
  const interventions = unknown.filter(
    (period) => period.startS <= lastS && (reachesInto(period, firstS - (usualS ?? 0), firstS) || period.endS > firstS),
  );
  const only = calibration.length === 1 ? calibration[0] : undefined;
  const curve = only && { a: only.a, b: only.b, c: only.c, tipMm: only.tipMm };
  if (curve && given.length === 1 && interventions.length === 0) return { curve, rows: undefined };
  return {
    curve,
    rows: {
      calibration: calibration.map(({ fromS, a, b, c, tipMm }) => ({ fromS: finite(fromS), a, b, c, tipMm })),
      intervals: given.map(({ fromS, intervalS }) => ({ fromS: finite(fromS), intervalS: intervalS ?? null })),
      interventions: interventions.map(({ kind, startS, endS }) => ({ kind, startS, endS: finite(endS) })),
    },
  };
}

/** The history that rows of a manifest tell. */
export function historyOfRows({ calibration, intervals, interventions }: TableRows): RainHistory {
  return {
    curves: calibration.map(({ fromS, ...curve }) => ({ ...curve, fromS: fromS ?? -Infinity })),
    intervals: intervals.map(({ fromS, intervalS }) => ({
      fromS: fromS ?? -Infinity,
      intervalS: intervalS ?? undefined,
    })),
    unknown: interventions.map(({ kind, startS, endS }) => ({ kind, startS, endS: endS ?? Infinity })),
  };
}

/** Rows of tables as somebody wrote them into a file of ours; undefined where they are not understood. */
export function parsedRows(value: unknown): TableRows | undefined {
  const { calibration, intervals, interventions } = (value ?? {}) as Partial<Record<keyof TableRows, unknown>>;
  const isCurve = (one: unknown): boolean =>
    ['a', 'b', 'c', 'tipMm'].every((key) => typeof (one as Record<string, unknown> | null)?.[key] === 'number');
  if (!Array.isArray(calibration) || calibration.length === 0 || !calibration.every(isCurve)) return undefined;
  return Array.isArray(intervals) && Array.isArray(interventions) ? (value as TableRows) : undefined;
}

function finite(timeS: number): number | null {
  return Number.isFinite(timeS) ? timeS : null;
}
