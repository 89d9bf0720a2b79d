import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import { Hdf5Writer } from './writer.js';

/** Makes an HDF5 file under its temporary name of what `fill` puts into it. Its bytes depend on the content alone. */
export async function writeHdf5(
  out: OutputFolder,
  path: string,
  fill: (file: Hdf5Writer) => void | Promise<void>,
): Promise<Fingerprint> {
  const staged = out.stage(path);
  const file = new Hdf5Writer(staged.write);
  await fill(file);
  staged.rewriteStart(file.finish());
  return staged.finish();
}
