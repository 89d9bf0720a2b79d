import { rainFunction } from '../../calibration/curve.js';
import { copyRows, KEPT, SENT, withColumns } from '../../domain/columns.js';
import type { Curve } from '../../domain/network.js';
import type { YearMatrix } from '../../domain/readings/reading.js';
import { minutesInYear } from '../../domain/time.js';
import { seriesColumns, type SeriesRows } from '../../formats/series-rows.js';
import { tripletsOf } from '../../../streams/triplets.js';

/** A gauge's year in memory from its readings in time order; memory: 32 bytes a reading. */
export async function loadYear(
  gauge: string,
  year: number,
  curve: Curve,
  readings: Iterable<SeriesRows> | AsyncIterable<SeriesRows>,
): Promise<YearMatrix> {
  let columns = seriesColumns(minutesInYear(year));
  let count = 0;
  for await (const part of readings) {
    if (count + part.count > columns.timeS.length) columns = grown(columns, 2 * (count + part.count));
    copyRows(SENT, part, columns, { at: count, count: part.count });
    count += part.count;
  }
  const rainMm = new Float64Array(count);
  rainFunction(curve)(columns.tips, rainMm, count);
  const rest = {
    gauge,
    year,
    count,
    tally: { received: count, published: 0, kept: count, duplicates: 0, conflicts: 0, withdrawn: 0 },
    conflictPlaces: new Uint32Array(0),
    conflicts: () => [],
    provisional: [],
    replaced: false,
  };
  const bucket = withColumns(rest, KEPT, { ...columns, rainMm }, count);
  return { ...bucket, triplets: tripletsOf(bucket) };
}

/** The stamps of readings, Unix seconds. */
export async function stampsOf(readings: Iterable<SeriesRows> | AsyncIterable<SeriesRows>): Promise<Uint32Array> {
  const parts: Uint32Array[] = [];
  for await (const { count, timeS } of readings) parts.push(timeS.slice(0, count));
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function grown(columns: ReturnType<typeof seriesColumns>, rows: number): ReturnType<typeof seriesColumns> {
  const larger = seriesColumns(rows);
  copyRows(SENT, columns, larger, { at: 0, count: columns.timeS.length });
  return larger;
}
