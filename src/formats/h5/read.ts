import type { RainMatrix } from '../format.js';
import type { Arrays } from '../hdf5/arrays.js';
import { matrixOf } from '../stored-matrix.js';

/** Reads a matrix as `h5` writes it. Throws INPUT, naming `file`, where it is none. */
export function readH5(arrays: Arrays, file: string): RainMatrix {
  return matrixOf(
    {
      firstMinuteS: arrays.attribute('first_minute_s'),
      gauges: arrays.texts('gauges'),
      rows: arrays.shape('timestamps')[0]!,
      pointers: arrays.numbers('csc/pointers_to_1'),
      indices: arrays.numbers('csc/indices_1'),
      values: Float64Array.from(arrays.numbers('csc/values')),
      coverage: arrays.numbers('coverage'),
    },
    file,
  );
}
