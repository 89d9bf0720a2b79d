import type { File } from 'h5wasm';
import type { Fingerprint, OutputFolder } from '../../domain/output-folder.js';
import { PluvioError } from '../../domain/errors.js';
import { steadyTimes } from './steady-times.js';

/**
 * Makes an HDF5 file straight on disk and lets `fill` put its content in, then closes it, opens it again to see that it
 * is whole (the library reports no failure by itself), and makes its bytes depend on the content alone.
 */
export async function writeHdf5(
  out: OutputFolder,
  path: string,
  fill: (file: File) => void | Promise<void>,
): Promise<Fingerprint> {
  const h5 = await library();
  const target = out.stagedPath(path);
  const file = new h5.File(target, 'w', { libver: ['earliest', 'latest'] });
  let names: string[];
  try {
    await fill(file);
    names = file.keys();
  } finally {
    file.close();
  }
  const again = new h5.File(target, 'r');
  const whole = isOpen(again) && names.length > 0 && names.every((name) => again.get(name) !== null);
  if (isOpen(again)) again.close();
  if (!whole) {
    const why = `Cannot write ${path}: it is not whole when read back; check the free space of ${out.name}`;
    throw new PluvioError('DISK', why, { file: path });
  }
  steadyTimes(target);
  return out.finishStaged(path);
}

/** Opens an HDF5 file on disk, gives what `use` makes of it, and closes it. Throws INPUT where it is none. */
export async function readHdf5<T>(file: string, use: (file: File) => T): Promise<T> {
  const h5 = await library();
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

async function library(): Promise<typeof import('h5wasm').default> {
  const { default: h5 } = await import('h5wasm/node');
  await h5.ready;
  return h5;
}

function isOpen({ file_id }: File): boolean {
  return file_id > 0n;
}
