import { networkPath, yearPath } from '../../domain/paths.js';
import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import type { Format, RainMatrix } from '../format.js';
import { writeMatrixMarket } from './matrix-market.js';
import { mtxReader } from './read.js';

/** Matrix Market: the format that is always there, and that network matrices are joined from. */
export const mtx: Format = {
  name: 'mtx',
  holds: 'matrix as text: row = minute of the year from 1, value = mm; always made',
  matrix: {
    yearPath: (gauge, year) => yearPath(gauge, year, 'sparse', 'mtx'),
    networkPath: (year) => networkPath(year, 'sparse', 'mtx'),
    write,
  },
  read: mtxReader,
};

function write({ year, columns }: RainMatrix, out: OutputFolder, path: string): Fingerprint {
  const file = out.stage(path);
  writeMatrixMarket(year, columns, file.write);
  return file.finish();
}
