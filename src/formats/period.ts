import type { CoverageRun } from '../analyses/coverage.js';
import { arraysOf, SENT } from '../domain/columns.js';
import type { TimeRange } from '../domain/time/time.js';
import type { RainColumn } from './format.js';
import type { SeriesRows } from './series-rows.js';
import { minuteStamp } from './stored-matrix.js';

/** The part of a gauge's column whose stamps lie in a period. */
export function columnWithin(column: RainColumn, year: number, period: TimeRange): RainColumn {
  const { count, rows, valuesMm, runs, readings } = column;
  const kept: number[] = [];
  for (let k = 0; k < count; k++) if (isWithin(minuteStamp(year, rows[k]! - 1), period)) kept.push(k);
  return {
    ...column,
    count: kept.length,
    rows: Uint32Array.from(kept, (k) => rows[k]!),
    valuesMm: Float64Array.from(kept, (k) => valuesMm[k]!),
    runs: runs.flatMap((run) => runWithin(run, period)),
    readings: () => readingsWithin(readings(), period),
  };
}

/** The readings whose stamps lie in a period, stretch by stretch. */
export async function* readingsWithin(
  parts: Iterable<SeriesRows> | AsyncIterable<SeriesRows>,
  period: TimeRange,
): AsyncGenerator<SeriesRows, void, undefined> {
  for await (const part of parts) {
    const { count, timeS } = part;
    let start = 0;
    while (start < count && timeS[start]! < period.startS) start++;
    let end = start;
    while (end < count && timeS[end]! < period.endS) end++;
    if (end === start) continue;
    yield { count: end - start, ...arraysOf(SENT, (name) => part[name].subarray(start, end)) };
  }
}

/** What is left of runs within a period, where the stamps of their readings are known. */
export function runsWithin(runs: readonly CoverageRun[], timeS: Uint32Array, period: TimeRange): CoverageRun[] {
  const left: CoverageRun[] = [];
  let first = 0;
  for (const { intervalS, readings } of runs) {
    const end = first + readings;
    let [from, until] = [first, end];
    while (from < end && timeS[from]! < period.startS) from++;
    while (until > from && timeS[until - 1]! >= period.endS) until--;
    if (until > from) left.push({ firstS: timeS[from]!, lastS: timeS[until - 1]!, intervalS, readings: until - from });
    first = end;
  }
  return left;
}

function isWithin(timeS: number, { startS, endS }: TimeRange): boolean {
  return timeS >= startS && timeS < endS;
}

/** What is left of a run, as if it had come at its interval to the second. */
function runWithin(run: CoverageRun, period: TimeRange): CoverageRun[] {
  const { firstS, lastS, intervalS, readings } = run;
  if (isWithin(firstS, period) && isWithin(lastS, period)) return [run];
  if (intervalS === undefined || lastS < period.startS || firstS >= period.endS) return [];
  const before = Math.max(0, Math.ceil((period.startS - firstS) / intervalS));
  const after = Math.max(0, Math.ceil((lastS - period.endS + 1) / intervalS));
  const left = readings - before - after;
  if (left <= 0) return [];
  return [{ firstS: firstS + before * intervalS, lastS: lastS - after * intervalS, intervalS, readings: left }];
}
