import type { OutputFolder } from '../../domain/storage/output-folder.js';
import type { Store } from '../../domain/storage/store.js';

/** A small file of a store; undefined where there is none. */
export async function fetchWhole(store: Store, path: string): Promise<Uint8Array | undefined> {
  const entry = await store.stat(path);
  if (!entry) return undefined;
  for await (const { bytes, error } of store.readMany([entry])) {
    if (error) throw error;
    return bytes;
  }
  return undefined;
}

/** A small published file: the local copy, else the target's; undefined where there is neither. */
export async function readPublished(
  path: string,
  out: OutputFolder,
  target: Store | undefined,
): Promise<Uint8Array | undefined> {
  return out.read(path) ?? (target && (await fetchWhole(target, path)));
}
