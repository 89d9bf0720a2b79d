import { PluvioError } from '../domain/errors.js';
import { formatDateTime, MINUTE_S, parseDateTime } from '../domain/time.js';

/** Seconds by which an interval may differ from a run's without breaking it: stamps come a second late at times. */
const JITTER_S = 2;
/** Two readings alone make a run up to this interval; a longer one takes a third reading to be believed. */
const PAIR_INTERVAL_S = 300;

/**
 * A run of readings at a steady interval. A reading stamped `t` counts the rain of `(t - intervalS, t]`, so that the
 * run observed `(firstS - intervalS, lastS]`. A reading alone has no interval.
 */
export interface CoverageRun {
  readonly firstS: number;
  readonly lastS: number;
  readonly intervalS: number | undefined;
  readonly readings: number;
}

/** The runs of ascending stamps `timeS[0, count)`, in order; together they hold every reading once. */
export function* coverageRuns(timeS: Uint32Array, count: number): Generator<CoverageRun, void, undefined> {
  for (let first = 0; first < count;) {
    const run = runFrom(timeS, count, first);
    yield run;
    first += run.readings;
  }
}

function runFrom(timeS: Uint32Array, count: number, first: number): CoverageRun {
  const firstS = timeS[first]!;
  const alone = { firstS, lastS: firstS, intervalS: undefined, readings: 1 };
  if (first + 1 === count) return alone;
  const intervalS = nominalInterval(timeS[first + 1]! - firstS);
  let last = first + 1;
  while (last + 1 < count && Math.abs(timeS[last + 1]! - timeS[last]! - intervalS) <= JITTER_S) last++;
  if (last === first + 1 && intervalS > PAIR_INTERVAL_S) return alone;
  return { firstS, lastS: timeS[last]!, intervalS, readings: last - first + 1 };
}

/** The interval a logger was set to: whole minutes, where the difference is one within the jitter. */
function nominalInterval(differenceS: number): number {
  const minutes = Math.max(1, Math.round(differenceS / MINUTE_S)) * MINUTE_S;
  return Math.abs(differenceS - minutes) <= JITTER_S ? minutes : differenceS;
}

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
