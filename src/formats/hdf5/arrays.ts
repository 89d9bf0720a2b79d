import type { Dataset, File } from 'h5wasm';
import { PluvioError } from '../../domain/errors.js';

/** What is asked of an HDF5 file that was opened for reading; everything that is not there is an INPUT error. */
export interface Arrays {
  readonly has: (name: string) => boolean;
  readonly numbers: (name: string) => ArrayLike<number>;
  readonly texts: (name: string) => string[];
  /** Shape of an array. */
  readonly shape: (name: string) => number[];
  /** A row of a two-dimensional array. */
  readonly row: (name: string, index: number) => Float64Array;
  /** A single number kept as an attribute of the file. */
  readonly attribute: (name: string) => number;
}

export function arraysOf(file: File, name: string): Arrays {
  const missing = (what: string): never => {
    throw new PluvioError('INPUT', `Cannot read ${name}: it has no ${what}; it was not made by pluvio`, { file: name });
  };
  // What is asked for alone is read: the library reads all of an array to give its `value`.
  const set = (path: string): Dataset => {
    const found = file.get(path);
    return found && 'slice' in found && found.shape ? found : missing(`array "${path}"`);
  };
  return {
    has: (path) => file.get(path) !== null,
    numbers: (path) => {
      const { value } = set(path);
      return value instanceof BigInt64Array ? Array.from(value, Number) : (value as ArrayLike<number>);
    },
    texts: (path) => set(path).value as string[],
    shape: (path) => set(path).shape!,
    row: (path, index) => set(path).slice([[index, index + 1], []]) as Float64Array,
    attribute: (path) => {
      const value = file.attrs[path]?.value;
      return value === undefined ? missing(`attribute "${path}"`) : Number(value);
    },
  };
}
