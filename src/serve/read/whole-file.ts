import { isFileInFlux } from '../../domain/errors.js';
import type { Entry, Store } from '../../domain/storage/store.js';

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
