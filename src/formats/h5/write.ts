import { networkPath, yearPath } from '../../domain/paths.js';
import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import { MINUTE_S, minutesInYear, yearStartS } from '../../domain/time/time.js';
import { COVERAGE_FIELDS, coverageArray, OBSERVED_FIELDS, observedArray } from '../coverage-arrays.js';
import type { Format, RainMatrix } from '../format.js';
import { writeHdf5 } from '../hdf5/file.js';
import type { Numbers } from '../hdf5/object.js';
import type { Hdf5Writer } from '../hdf5/writer.js';
import { h5Reader } from './read.js';
import { compressColumns, rowPointers, sortByRow, type EntriesByRow } from '../sparse-arrays.js';

/** HDF5: binsparse 0.1 groups, and `sparse_matrix` with `timestamps` as scripts of before read them. */
export const h5: Format = {
  name: 'h5',
  holds: 'matrix for HDF5: binsparse CSC and COO, sparse_matrix (CSR) with timestamps, observed minutes, coverage',
  matrix: {
    yearPath: (gauge, year) => yearPath(gauge, year, 'sparse', 'h5'),
    networkPath: (year) => networkPath(year, 'sparse', 'h5'),
    write,
  },
  read: h5Reader,
};

/** Chunks of a year's minutes: a year has a whole number of them. */
export const CHUNKS_A_YEAR = 24;
/** binsparse's words for the element types. */
const INDEX_TYPE = 'int32';
const VALUE_TYPE = 'float64';

function write(matrix: RainMatrix, out: OutputFolder, path: string): Promise<Fingerprint> {
  const { year, columns } = matrix;
  const rows = minutesInYear(year);
  const shape = [rows, columns.length];
  const csc = compressColumns(columns);
  return writeHdf5(out, path, (file) => {
    const { root } = file;
    root.object.text('title', `Rain per minute of the UTC year ${year}; row = minute, column = gauge`);
    root.object.text('unit', 'mm');
    root.object.numbers('first_minute_s', BigInt64Array.of(BigInt(yearStartS(year))));
    writeBinsparse(file, 'CSC', shape, {
      pointers_to_1: csc.pointers,
      indices_1: csc.indices,
      values: csc.values,
    });
    const entries = sortByRow(csc);
    writeBinsparse(file, 'COO', shape, { indices_0: entries.rows, indices_1: entries.columns, values: entries.values });
    writeRows(file, entries, shape);
    writeTimestamps(file, year, rows);
    file.texts(
      root,
      'gauges',
      columns.map(({ gauge }) => gauge),
    );
    table(file, 'observed', observedArray(matrix), OBSERVED_FIELDS);
    table(file, 'coverage', coverageArray(matrix), COVERAGE_FIELDS);
  });
}

/** A group as the binsparse specification 0.1 wants it. */
function writeBinsparse(
  file: Hdf5Writer,
  format: 'CSC' | 'COO',
  shape: number[],
  arrays: Record<string, Numbers>,
): void {
  const group = file.group(file.root, format.toLowerCase());
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
  group.object.text('binsparse', JSON.stringify({ binsparse }));
  for (const [name, array] of Object.entries(arrays)) file.numbers(group, name, array);
}

/** Compressed rows, as `scipy.sparse.csr_matrix` takes them. */
function writeRows(file: Hdf5Writer, entries: EntriesByRow, shape: number[]): void {
  const group = file.group(file.root, 'sparse_matrix');
  group.object.numbers('shape', BigInt64Array.from(shape, BigInt), [shape.length]);
  group.object.text('format', 'csr');
  file.numbers(group, 'data', entries.values);
  file.numbers(group, 'indices', entries.columns);
  const rows = shape[0]!;
  const chunk = rows / CHUNKS_A_YEAR;
  const { chunks } = file.chunked(group, 'indptr', {
    type: 'int32',
    shape: [rows + 1],
    chunk: [chunk],
    shuffled: true,
  });
  for (const pointers of rowPointers(entries, rows, chunk)) chunks.write(pointers);
}

function writeTimestamps(file: Hdf5Writer, year: number, rows: number): void {
  const chunk = rows / CHUNKS_A_YEAR;
  const { chunks } = file.chunked(file.root, 'timestamps', {
    type: 'int64',
    shape: [rows],
    chunk: [chunk],
    shuffled: true,
  });
  const stamps = new BigInt64Array(chunk);
  const words = new Uint32Array(stamps.buffer);
  for (let row = 0, timeS = yearStartS(year); row < rows; row += chunk) {
    // The low word alone, because a BigInt per minute costs more than the rest of the file.
    for (let i = 0; i < chunk; i++, timeS += MINUTE_S) words[2 * i] = timeS;
    chunks.write(stamps);
  }
}

function table(file: Hdf5Writer, name: string, values: Int32Array | BigInt64Array, fields: readonly string[]): void {
  const set = file.numbers(file.root, name, values, [values.length / fields.length, fields.length]);
  set.text('columns', fields.join(','));
}
