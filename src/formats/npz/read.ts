import { messageOf, PluvioError } from '../../domain/errors.js';
import type { FormatReader, RainMatrix } from '../format.js';
import { readNpy, type NpyArray } from './npy.js';
import { matrixOf } from '../stored-matrix.js';
import { readZip } from './zip.js';

/** NumPy archives as `npz` writes them. */
export const npzReader: FormatReader = {
  beginning: Buffer.from('PK\x03\x04', 'latin1'),
  open: (file) => ({ kind: 'matrix', matrix: readNpz(file.bytes(), file.path) }),
};

/** Reads a matrix as `npz` writes it. Throws INPUT, naming `file`, where it is none. */
export function readNpz(bytes: Uint8Array, file: string): RainMatrix {
  const arrays = arraysOf(bytes, file);
  const array = (name: string): NpyArray['values'] => {
    const found = arrays.get(`${name}.npy`);
    if (!found)
      throw new PluvioError('INPUT', `Cannot read ${file}: it has no member "${name}"; it was not made by pluvio`, {
        file,
      });
    return found.values;
  };
  const numbers = (name: string): number[] => Array.from<number | bigint | string, number>(array(name), Number);
  return matrixOf(
    {
      firstMinuteS: numbers('first_minute_s')[0]!,
      gauges: Array.from<number | bigint | string, string>(array('gauges'), String),
      rows: numbers('shape')[0]!,
      pointers: numbers('indptr'),
      indices: numbers('indices'),
      values: Float64Array.from(numbers('data')),
      coverage: numbers('coverage'),
    },
    file,
  );
}

function arraysOf(bytes: Uint8Array, file: string): Map<string, NpyArray> {
  try {
    return new Map([...readZip(bytes)].map(([name, member]) => [name, readNpy(member)]));
  } catch (cause) {
    throw new PluvioError('INPUT', `Cannot read ${file}: ${messageOf(cause)}; it is no whole NumPy archive`, {
      file,
      cause,
    });
  }
}
