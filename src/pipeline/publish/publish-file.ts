import { createHash } from 'node:crypto';
import { PluvioError } from '../../domain/errors.js';
import type { ManifestFile } from '../../domain/manifest.js';
import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import { GROWING_SUFFIX, type Store } from '../../domain/storage/store.js';

export interface PublishFileParts {
  readonly out: OutputFolder;
  readonly target: Store;
  /** Send only the new end of a file where what is published is its beginning. */
  readonly append: boolean;
}

/**
 * Publishes a file of the output folder. `before` is what the target holds under its name, known to be whole. Where
 * appending is asked for and anything about it is in doubt, the file is replaced as a whole.
 */
export async function publishFile(
  parts: PublishFileParts,
  path: string,
  file: Fingerprint,
  before: ManifestFile | undefined,
): Promise<void> {
  const { out, target, append } = parts;
  const grows = append && before !== undefined && target.append !== undefined && isBeginning(out, path, file, before);
  if (grows && (await grow(parts, path, file, before.sizeBytes))) return;
  await target.write(path, out.body(path, file));
  if (grows) await removeGrowing(target, [path]);
}

/** Removes what appends that were broken off left of files, which are there as a whole by now. */
export async function removeGrowing(target: Store, paths: readonly string[]): Promise<void> {
  const entries = await target.statMany(paths.map((path) => path + GROWING_SUFFIX));
  const left = entries.filter((entry) => entry !== undefined);
  for await (const result of target.removeMany(left)) if (result.outcome === 'refused') throw result.error;
}

async function grow(
  { out, target }: PublishFileParts,
  path: string,
  file: Fingerprint,
  fromBytes: number,
): Promise<boolean> {
  try {
    return (await target.append?.(path, { ...out.body(path, file, fromBytes), fromBytes })) ?? false;
  } catch (error) {
    if (error instanceof PluvioError) return false;
    throw error;
  }
}

/** Whether the first bytes of the local file are the published one. */
function isBeginning(out: OutputFolder, path: string, file: Fingerprint, before: Fingerprint): boolean {
  if (before.sizeBytes === 0 || before.sizeBytes >= file.sizeBytes) return false;
  const hash = createHash('sha256');
  let leftBytes = before.sizeBytes;
  for (const piece of out.pieces(path)) {
    hash.update(piece.subarray(0, leftBytes));
    leftBytes -= piece.length;
    if (leftBytes <= 0) break;
  }
  return hash.digest('hex') === before.sha256;
}
