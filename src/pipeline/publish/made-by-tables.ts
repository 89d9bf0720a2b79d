import { createHash } from 'node:crypto';
import type { Manifest, TableRows } from '../../domain/manifest.js';
import type { WantedGauge } from '../../domain/network.js';
import { validAt } from '../../domain/history/rain-history.js';
import { rowsUsed, type ReadingSpan } from '../../domain/history/rows-used.js';
import { givenInterval } from '../../domain/manifest.js';

/** The curve and the rows of tables that make readings of a gauge; all that its tables say, where there are none. */
export function madeBy(
  { curve, history }: Pick<WantedGauge, 'curve' | 'history'>,
  span: ReadingSpan | undefined,
): Pick<Manifest, 'calibration' | 'tables'> {
  if (!history || !span) return { calibration: curve };
  const used = rowsUsed(history, span);
  return { calibration: used.curve ?? null, ...(used.rows ? { tables: hashed(used.rows) } : {}) };
}

function hashed(rows: TableRows): TableRows & { sha256: string } {
  return { ...rows, sha256: createHash('sha256').update(JSON.stringify(rows)).digest('hex') };
}

/**
 * Whether a published year is what a gauge's tables of today make of its readings: calibrated by the same curves, covered by the same
 * intervals, unknown at the same times. What version 0.1 published is covered as today where the tables give no interval.
 */
export function isMadeByTables(manifest: Manifest, gauge: WantedGauge): boolean {
  const { firstS, interval, tables } = manifest;
  const now = madeBy(gauge, spanOf(manifest, gauge));
  const givenS = intervalAt(gauge, firstS);
  if (givenInterval(interval) !== givenS || tables?.sha256 !== now.tables?.sha256) return false;
  const [was, is] = [manifest.calibration, now.calibration];
  return (['a', 'b', 'c', 'tipMm'] as const).every((key) => was?.[key] === is?.[key]);
}

/** The readings of a published year; undefined where it has none. */
function spanOf({ firstS, lastS, interval }: Manifest, gauge: WantedGauge): ReadingSpan | undefined {
  if (firstS === null || lastS === null) return undefined;
  return { firstS, lastS, usualS: intervalAt(gauge, firstS) ?? interval?.usualS ?? undefined };
}

/** The usual interval that the gauges table gives for a stamp, seconds; undefined where it gives none. */
export function intervalAt({ history, intervalS }: WantedGauge, timeS: number | null): number | undefined {
  return history ? validAt(history.intervals, timeS ?? -Infinity).intervalS : intervalS;
}
