import type { Group } from 'h5wasm';
import { networkPath, yearPath } from '../domain/paths.js';
import type { Fingerprint, OutputFolder } from '../domain/output-folder.js';
import { MINUTE_S, minutesInYear, yearStartS } from '../domain/time.js';
import { COVERAGE_FIELDS, coverageArray, OBSERVED_FIELDS, observedArray } from './coverage-arrays.js';
import type { Format, RainMatrix } from './format.js';
import { writeHdf5 } from './hdf5/file.js';
import { columnIndices, compressColumns, compressRows, type Compressed } from './sparse-arrays.js';

/** HDF5: binsparse 0.1 groups, and `sparse_matrix` with `timestamps` as scripts of before read them. */
export const h5: Format = {
  name: 'h5',
  holds: 'matrix for HDF5: binsparse CSC and COO, sparse_matrix (CSR) with timestamps, observed minutes, coverage',
  matrix: {
    yearPath: (gauge, year) => yearPath(gauge, year, 'sparse', 'h5'),
    networkPath: (year) => networkPath(year, 'sparse', 'h5'),
    write,
  },
};

type Numbers = Int32Array | BigInt64Array | Float64Array;

const CHUNK = 65_536;
const DEFLATE_LEVEL = 1;
/** binsparse's words for the element types. */
const INDEX_TYPE = 'int32';
const VALUE_TYPE = 'float64';

function write(matrix: RainMatrix, out: OutputFolder, path: string): Promise<Fingerprint> {
  const { year, columns } = matrix;
  const rows = minutesInYear(year);
  const shape = [rows, columns.length];
  const csc = compressColumns(columns);
  return writeHdf5(out, path, (file) => {
    file.create_attribute('title', `Rain per minute of the UTC year ${year}; row = minute, column = gauge`);
    file.create_attribute('unit', 'mm');
    file.create_attribute('first_minute_s', BigInt64Array.of(BigInt(yearStartS(year))), []);
    writeBinsparse(file.create_group('csc'), 'CSC', shape, {
      pointers_to_1: csc.pointers,
      indices_1: csc.indices,
      values: csc.values,
    });
    const coo = { indices_0: csc.indices, indices_1: columnIndices(csc), values: csc.values };
    writeBinsparse(file.create_group('coo'), 'COO', shape, coo);
    writeRows(file.create_group('sparse_matrix'), compressRows(csc, rows), shape);
    dataset(file, 'timestamps', timestamps(year, rows));
    file.create_dataset({
      name: 'gauges',
      data: columns.map(({ gauge }) => gauge),
      shape: [columns.length],
      dtype: 'S',
    });
    table(file, 'observed', observedArray(matrix), OBSERVED_FIELDS);
    table(file, 'coverage', coverageArray(matrix), COVERAGE_FIELDS);
  });
}

/** A group as the binsparse specification 0.1 wants it. */
function writeBinsparse(group: Group, format: string, shape: number[], arrays: Record<string, Numbers>): void {
  const types = Object.entries(arrays).map(([name, array]) => [
    name,
    array instanceof Float64Array ? VALUE_TYPE : INDEX_TYPE,
  ]);
  const binsparse = {
    version: '0.1',
    format,
    shape,
    number_of_stored_values: arrays.values!.length,
    data_types: Object.fromEntries(types) as Record<string, string>,
  };
  group.create_attribute('binsparse', JSON.stringify({ binsparse }));
  for (const [name, array] of Object.entries(arrays)) dataset(group, name, array);
}

function writeRows(group: Group, { values, indices, pointers }: Compressed, shape: number[]): void {
  group.create_attribute('shape', BigInt64Array.from(shape, BigInt));
  group.create_attribute('format', 'csr');
  dataset(group, 'data', values);
  dataset(group, 'indices', indices);
  dataset(group, 'indptr', pointers);
}

function timestamps(year: number, rows: number): BigInt64Array {
  const stamps = new BigInt64Array(rows);
  const words = new Uint32Array(stamps.buffer);
  // The low word alone, because a BigInt per minute costs more than the rest of the file.
  for (let row = 0, timeS = yearStartS(year); row < rows; row++, timeS += MINUTE_S) words[2 * row] = timeS;
  return stamps;
}

function table(group: Group, name: string, values: Int32Array | BigInt64Array, fields: readonly string[]): void {
  const set = dataset(group, name, values, [values.length / fields.length, fields.length]);
  set.create_attribute('columns', fields.join(','));
}

/** Long arrays in deflated chunks, short ones as they are. */
function dataset(
  group: Group,
  name: string,
  data: Numbers,
  shape = [data.length],
): ReturnType<Group['create_dataset']> {
  const packed = shape.length === 1 && data.length > CHUNK;
  return group.create_dataset({
    name,
    data,
    shape,
    ...(packed ? { chunks: [CHUNK], compression: 'gzip', compression_opts: DEFLATE_LEVEL } : {}),
  });
}
