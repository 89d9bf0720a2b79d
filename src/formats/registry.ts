import { PluvioError } from '../domain/errors.js';
import { csv } from './csv/write.js';
import type { Format, OutputFormat } from './format.js';
import { h5 } from './h5/write.js';
import { mtx } from './mtx/write.js';
import { nc } from './nc/write.js';
import { npz } from './npz/write.js';
import { parquet } from './parquet/write.js';

/** Every output format beside the CSV files, in the order of help and of writing. */
export const FORMATS: readonly Format[] = [mtx, npz, h5, nc, parquet];

/** Every format that a file of ours may have, written and read back. */
export const OUTPUT_FORMATS: readonly OutputFormat[] = [csv, ...FORMATS];

/** What is made unless `--formats` says otherwise, and whatever it says. */
export const DEFAULT_FORMATS: readonly Format[] = [mtx];

/** The formats of these names, in the order of the registry, the default ones among them. Throws USAGE for others. */
export function formatsNamed(names: readonly string[]): Format[] {
  const known = FORMATS.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const what = unknown.map((name) => `"${name}"`).join(', ');
    throw new PluvioError('USAGE', `There is no format ${what}; the formats are ${known.join(', ')}`);
  }
  return FORMATS.filter((format) => DEFAULT_FORMATS.includes(format) || names.includes(format.name));
}
