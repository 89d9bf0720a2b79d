import { MINUTE_S, minutesInYear, yearStartS } from '../../domain/time/time.js';
import type { FlagBits, RainMatrix } from '../format.js';
import { CHUNKS_A_YEAR } from '../h5/write.js';
import type { Hdf5Object } from '../hdf5/object.js';
import type { Hdf5Writer } from '../hdf5/writer.js';

/**
 * Writes `rainfall_flags(id, time)`: of each minute the bits of the tests that doubt it, by CF's `flag_masks` and `flag_meanings`;
 * 0 where none does. Gauges without flags have 0 everywhere. Memory: a chunk.
 */
export function writeFlags(file: Hdf5Writer, { year, columns }: RainMatrix, { names, masks }: FlagBits): Hdf5Object {
  const minutes = minutesInYear(year);
  const chunk = minutes / CHUNKS_A_YEAR;
  const about = { type: 'int32', shape: [columns.length, minutes], chunk: [1, chunk], growing: true } as const;
  const { object, chunks } = file.chunked(file.root, 'rainfall_flags', about);
  object.characters('standard_name', 'quality_flag');
  object.characters('long_name', 'quality tests that doubt the rain of a minute');
  object.characters('flag_meanings', names.join(' '));
  object.numbers('flag_masks', Int32Array.from(masks), [masks.length]);
  object.characters('coordinates', 'lat lon');
  const values = new Int32Array(chunk);
  const minuteOf = (t: number): number => Math.floor((t - yearStartS(year)) / MINUTE_S);
  for (const { flagged = [] } of columns)
    for (let first = 0; first < minutes; first += chunk) {
      values.fill(0);
      for (const { startS, endS, mask } of flagged) {
        const from = Math.max(0, minuteOf(startS) + 1 - first);
        const to = Math.min(chunk - 1, minuteOf(endS) - first);
        for (let i = from; i <= to; i++) values[i] = values[i]! | mask;
      }
      chunks.write(values);
    }
  return object;
}
