import type { CoverageRun } from '../../analyses/coverage.js';
import { PluvioError } from '../../domain/errors.js';
import { formatDateTime, parseDateTime } from '../../domain/time/time.js';

export const COVERAGE_HEADER = 'Start,End,Interval_s,Readings\n';

/** A run as a row of the coverage table. */
export function coverageRow({ firstS, lastS, intervalS, readings }: CoverageRun): string {
  return `${formatDateTime(firstS)},${formatDateTime(lastS)},${intervalS ?? 'na'},${readings}\n`;
}

/** A row of the coverage table as a run; throws DAMAGED where it is none, naming `file`. */
export function parseCoverageRow(row: string, file: string): CoverageRun {
  const [start = '', end = '', interval = '', readings = ''] = row.split(',');
  const firstS = parseDateTime(start);
  const lastS = parseDateTime(end);
  if (firstS === undefined || lastS === undefined || !/^(na|\d+)$/.test(interval) || !/^\d+$/.test(readings))
    throw new PluvioError('DAMAGED', `Cannot read ${file}: "${row}" is no row of a coverage table`, { file });
  return { firstS, lastS, intervalS: interval === 'na' ? undefined : Number(interval), readings: Number(readings) };
}
