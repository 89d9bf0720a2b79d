import { calibratorOf } from '../../calibration/calibrator.js';
import { arraysOf, copyRows, KEPT, SENT, withColumns, type Arrays, type KeptColumn } from '../../domain/columns.js';
import type { Calibration } from '../../domain/history/rain-history.js';
import type { YearMatrix } from '../../domain/readings/reading.js';
import { minutesInYear, type TimeRange } from '../../domain/time/time.js';
import { seriesColumns, type SeriesRows } from '../../formats/series-rows.js';
import { forgetUnknownRain } from '../../../streams/kernels/settle/unknown-rain.js';
import { tripletsOf } from '../../../streams/triplets.js';

/** A gauge's year in memory from its readings in time order; memory: 32 bytes a reading. */
export async function loadYear(
  gauge: string,
  year: number,
  calibration: Calibration,
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
  const { history } = calibration;
  calibratorOf(calibration)({ ...columns, rainMm }, 0, count);
  if (history) forgetUnknownRain({ timeS: columns.timeS, rainMm }, count, history);
  return matrixOf(gauge, year, { ...columns, rainMm }, count);
}

function matrixOf(gauge: string, year: number, columns: Arrays<KeptColumn>, count: number): YearMatrix {
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
  const bucket = withColumns(rest, KEPT, columns, count);
  return { ...bucket, triplets: tripletsOf(bucket) };
}

/** The part of a loaded year whose stamps lie in a period. */
export function yearWithin(matrix: YearMatrix, { startS, endS }: TimeRange): YearMatrix {
  const timeS = matrix.timeS.data.subarray(0, matrix.count);
  const first = timeS.findIndex((stampS) => stampS >= startS);
  const last = timeS.findLastIndex((stampS) => stampS < endS);
  const count = first < 0 ? 0 : Math.max(0, last + 1 - first);
  const columns = arraysOf(KEPT, (name) => matrix[name].data.subarray(Math.max(first, 0), Math.max(first, 0) + count));
  return matrixOf(matrix.gauge, matrix.year, columns, count);
}

/** The stamps of a loaded year's readings of which it is known what fell. */
export function knownStamps({ timeS, rainMm, count }: YearMatrix): Uint32Array {
  return timeS.data.subarray(0, count).filter((_, row) => !Number.isNaN(rainMm.data[row]!));
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
