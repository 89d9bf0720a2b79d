import { createHash } from 'node:crypto';
import { isFileInFlux, PluvioError } from '../../domain/errors.js';
import type { ManifestFile } from '../../domain/manifest.js';
import type { Entry, Store } from '../../domain/store.js';

/** A file as it is in memory, with the entry that it was read by. */
export interface WholeFile {
  readonly entry: Entry;
  readonly bytes: Uint8Array;
}

/** A whole file; undefined where there is none, or where it was replaced while it was read. */
export async function readWhole(store: Store, path: string): Promise<WholeFile | undefined> {
  const entry = await store.stat(path);
  if (!entry) return undefined;
  const bytes = Buffer.allocUnsafe(entry.sizeBytes);
  let at = 0;
  try {
    for await (const piece of store.read(entry)) {
      bytes.set(piece, at);
      at += piece.length;
    }
  } catch (error) {
    if (isFileInFlux(error)) return undefined;
    throw error;
  }
  return { entry, bytes: bytes.subarray(0, at) };
}

/** A file of a manifest, which has to be what the manifest says; undefined where it is not, or not any more. */
export async function readListed(store: Store, path: string, listed: ManifestFile): Promise<Uint8Array | undefined> {
  const file = await readWhole(store, path);
  if (file?.bytes.length !== listed.sizeBytes) return undefined;
  const isSame = createHash('sha256').update(file.bytes).digest('hex') === listed.sha256;
  return isSame ? file.bytes : undefined;
}

/** A year that is not whole at this moment: it is being published, or damaged. */
export function inFlux(gauge: string, year: number): PluvioError {
  return new PluvioError(
    'STORE_TRUNCATED',
    `${gauge} ${year} is being published, or its files do not match its manifest; ask again in a moment`,
    { gauge, transient: true },
  );
}
