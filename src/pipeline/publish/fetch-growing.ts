import type { Manifest } from '../../domain/manifest.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { GROWING_SUFFIX, type Store } from '../../domain/storage/store.js';
import type { ByteSink } from '../../domain/storage/sink.js';
import { seriesOf } from './year-files.js';

/**
 * Fetches, to `path`, a raw series that a run was appending to when it was killed: it lies under its other name, its old
 * bytes first, then some or all of the new ones. Gives the manifest whose series its first bytes are.
 */
export async function fetchGrowing(
  { out, target }: { readonly out: OutputFolder; readonly target: Store },
  series: string,
  path: string,
  manifests: readonly (Manifest | undefined)[],
): Promise<Manifest | undefined> {
  const entry = await target.stat(series + GROWING_SUFFIX);
  if (!entry) return undefined;
  for (const manifest of manifests) {
    const file = manifest && seriesOf(manifest);
    if (!file || entry.sizeBytes < file.sizeBytes) continue;
    const staged = out.stage(path);
    await copyBeginning(target.read(entry), staged.write, file.sizeBytes);
    if (staged.finish().sha256 === file.sha256) {
      out.commit(path);
      return manifest;
    }
    out.unstage(path);
  }
  return undefined;
}

/** Hands on the first bytes of what comes, and takes no more. */
async function copyBeginning(pieces: AsyncIterable<Uint8Array>, to: ByteSink, mostBytes: number): Promise<void> {
  let leftBytes = mostBytes;
  for await (const bytes of pieces) {
    to(bytes.subarray(0, leftBytes));
    leftBytes -= bytes.length;
    if (leftBytes <= 0) break;
  }
}
