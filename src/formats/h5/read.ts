import type { FormatReader, RainMatrix } from '../format.js';
import { arraysOf, type Arrays } from '../hdf5/arrays.js';
import { HDF5_BEGINNING, readHdf5 } from '../hdf5/open.js';
import { matrixOf } from '../stored-matrix.js';

/** HDF5 files as `h5` writes them. */
export const h5Reader: FormatReader = {
  beginning: HDF5_BEGINNING,
  open: ({ path }) =>
    readHdf5(path, (hdf5) => {
      const arrays = arraysOf(hdf5, path);
      return arrays.has('csc') ? { kind: 'matrix', matrix: readH5(arrays, path) } : undefined;
    }),
};

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
