import { roundMm } from '../src/calibration/curve.js';
import { column, type Triplets, type YearBucket, type YearMatrix } from '../src/domain/readings/reading.js';
import { MINUTE_S, minutesInYear, yearStartS } from '../src/domain/time/time.js';
import { expand, type Stage } from './highland.js';

/**
 * Year bucket → the same with the triplets of its non-zero minutes: row = 1-based minute of the UTC year, column = 1,
 * value = mm, readings of one minute added; readings of which it is not known what fell (NaN) are no entries. Sorted by row. Memory: 16 bytes a wet reading of one year.
 */
export function triplets(): Stage<YearBucket, YearMatrix> {
  return expand<YearBucket, YearMatrix>((bucket) => [{ ...bucket, triplets: tripletsOf(bucket) }]);
}

/** The triplets of one bucket. */
export function tripletsOf({ year, count, timeS, rainMm }: YearBucket): Triplets {
  const times = timeS.data;
  const rain = rainMm.data;
  let wet = 0;
  for (let i = 0; i < count; i++) if (isRain(rain[i]!)) wet++;
  const row = new Uint32Array(wet);
  const value = new Float64Array(wet);
  const startS = yearStartS(year);
  let last = -1;
  for (let i = 0; i < count; i++) {
    if (!isRain(rain[i]!)) continue;
    const minute = Math.floor((times[i]! - startS) / MINUTE_S) + 1;
    if (last < 0 || row[last] !== minute) row[++last] = minute;
    value[last] = roundMm(value[last]! + rain[i]!);
  }
  return nonZero(row, value, last + 1, minutesInYear(year));
}

/** Whether something fell, as far as is known. */
function isRain(mm: number): boolean {
  return mm > 0 || mm < 0;
}

/** Minutes can add up to nothing where a calibration gives negative rain; such ones are no entries. */
function nonZero(row: Uint32Array, value: Float64Array, minutes: number, rows: number): Triplets {
  let count = 0;
  for (let i = 0; i < minutes; i++) {
    if (value[i] === 0) continue;
    row[count] = row[i]!;
    value[count] = value[i]!;
    count++;
  }
  return {
    count,
    row: column(row, count),
    col: column(new Uint32Array(count).fill(1), count),
    valueMm: column(value, count),
    shape: [rows, 1],
  };
}
