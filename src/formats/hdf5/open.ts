import type { File } from 'h5wasm';
import { PluvioError } from '../../domain/errors.js';

/** How every HDF5 file begins. */
export const HDF5_BEGINNING: Uint8Array = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** Opens an HDF5 file on disk, gives what `use` makes of it, and closes it. Throws INPUT where it is none. */
export async function readHdf5<T>(file: string, use: (file: File) => T): Promise<T> {
  const { default: h5 } = await import('h5wasm/node');
  const module = await h5.ready;
  let opened: File | undefined;
  // The library prints what it meets to stderr, unless it is told to throw it.
  module.activate_throwing_error_handler();
  try {
    opened = new h5.File(file, 'r');
    if (!isOpen(opened)) throw new Error('it cannot be opened');
    return use(opened);
  } catch (cause) {
    if (cause instanceof PluvioError) throw cause;
    throw new PluvioError('INPUT', `Cannot read ${file}: it is no whole HDF5 file made by pluvio`, { file, cause });
  } finally {
    module.deactivate_throwing_error_handler();
    opened?.close();
  }
}

function isOpen({ file_id }: File): boolean {
  return file_id > 0n;
}
