import { networkPath, yearPath } from '../../domain/paths.js';
import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import { minutesInYear, yearStartS } from '../../domain/time/time.js';
import { COVERAGE_FIELDS, coverageArray, OBSERVED_FIELDS, observedArray } from '../coverage-arrays.js';
import type { Format, RainMatrix } from '../format.js';
import { npzReader } from './read.js';
import { npyBytes, npyNumbers, npyTexts } from './npy.js';
import { columnIndices, compressColumns } from '../sparse-arrays.js';
import { writeZip, type Member } from './zip.js';

/** NumPy archive: `scipy.sparse.load_npz` gives CSC; beside it stand COO's indices, the gauges, and what was observed. */
export const npz: Format = {
  name: 'npz',
  holds: 'matrix for NumPy and SciPy: CSC and COO, gauges, observed minutes, coverage',
  matrix: {
    yearPath: (gauge, year) => yearPath(gauge, year, 'sparse', 'npz'),
    networkPath: (year) => networkPath(year, 'sparse', 'npz'),
    write,
  },
  read: npzReader,
};

async function write(matrix: RainMatrix, out: OutputFolder, path: string): Promise<Fingerprint> {
  const file = out.stage(path);
  await writeZip(membersOf(matrix), file.write);
  return file.finish();
}

/** The layout of `scipy.sparse.save_npz` (members it does not know are passed over by `load_npz`). */
function* membersOf(matrix: RainMatrix): Generator<Member, void, undefined> {
  const { year, columns } = matrix;
  const csc = compressColumns(columns);
  yield member('indices', npyNumbers(csc.indices));
  yield member('indptr', npyNumbers(csc.pointers));
  yield member('format', npyBytes('csc'));
  yield member('shape', npyNumbers(BigInt64Array.of(BigInt(minutesInYear(year)), BigInt(columns.length))));
  yield member('data', npyNumbers(csc.values));
  yield member('row', npyNumbers(csc.indices));
  yield member('col', npyNumbers(columnIndices(csc)));
  yield member('gauges', npyTexts(columns.map(({ gauge }) => gauge)));
  yield member('first_minute_s', npyNumbers(BigInt64Array.of(BigInt(yearStartS(year))), []));
  yield member('unit', npyTexts(['mm'], []));
  const observed = observedArray(matrix);
  yield member('observed', npyNumbers(observed, [observed.length / OBSERVED_FIELDS.length, OBSERVED_FIELDS.length]));
  const coverage = coverageArray(matrix);
  yield member('coverage', npyNumbers(coverage, [coverage.length / COVERAGE_FIELDS.length, COVERAGE_FIELDS.length]));
}

function member(name: string, bytes: Uint8Array): Member {
  return { name: `${name}.npy`, bytes };
}
