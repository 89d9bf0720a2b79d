import type { Manifest } from '../../domain/manifest.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { GROWING_SUFFIX, type Entry, type Store } from '../../domain/storage/store.js';
import { seriesOf } from './year-files.js';

/**
 * Fetches, to `path`, a raw series that a run was appending to when it was killed: it lies under its other name, its old
 * bytes first, then some or all of the new ones. Gives the manifest whose series its first bytes are.
 */
export async function fetchGrowing(
  out: OutputFolder,
  target: Store,
  series: string,
  path: string,
  manifests: readonly (Manifest | undefined)[],
): Promise<Manifest | undefined> {
  const entry = await target.stat(series + GROWING_SUFFIX);
  if (!entry) return undefined;
  for (const manifest of manifests) {
    const file = manifest && seriesOf(manifest);
    if (!file || entry.sizeBytes < file.sizeBytes) continue;
    if ((await fetchBeginning(out, target, entry, path, file.sizeBytes)) === file.sha256) {
      out.commit(path);
      return manifest;
    }
    out.unstage(path);
  }
  return undefined;
}

/** Stages the first bytes of a file; gives their hash. */
async function fetchBeginning(
  out: OutputFolder,
  target: Store,
  entry: Entry,
  path: string,
  mostBytes: number,
): Promise<string> {
  const staged = out.stage(path);
  let leftBytes = mostBytes;
  for await (const bytes of target.read(entry)) {
    staged.write(bytes.subarray(0, leftBytes));
    leftBytes -= bytes.length;
    if (leftBytes <= 0) break;
  }
  return staged.finish().sha256;
}
