import { arraysOf, SENT } from '../domain/columns.js';
import { reachesInto, type UnknownPeriod } from '../domain/history/rain-history.js';
import type { SeriesRows } from './series-rows.js';

/**
 * The readings of a year of which it is known what fell, of all in time order. `usualS`: what the first of them counts, seconds, where
 * that is known.
 */
export async function* knownReadings(
  parts: Iterable<SeriesRows> | AsyncIterable<SeriesRows>,
  unknown: readonly UnknownPeriod[],
  usualS: number | undefined,
): AsyncGenerator<SeriesRows, void, undefined> {
  let beforeS: number | undefined;
  for await (const part of parts) {
    const rows: number[] = [];
    for (let row = 0; row < part.count; row++) {
      const timeS = part.timeS[row]!;
      const fromS = beforeS ?? timeS - (usualS ?? 0);
      if (!unknown.some((period) => reachesInto(period, fromS, timeS))) rows.push(row);
      beforeS = timeS;
    }
    if (rows.length === part.count) yield part;
    else if (rows.length > 0) yield { count: rows.length, ...arraysOf(SENT, (name) => taken(part[name], rows)) };
  }
}

function taken<Values extends Uint32Array | Float64Array>(values: Values, rows: readonly number[]): Values {
  const some = values.slice(0, rows.length) as Values;
  for (const [i, row] of rows.entries()) some[i] = values[row]!;
  return some;
}
