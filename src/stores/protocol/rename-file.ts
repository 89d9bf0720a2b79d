import { PluvioError } from '../../domain/errors.js';
import type { Entry } from '../../domain/storage/store.js';
import { folderOf } from '../names.js';

/** The steps that a file is renamed by, on one connection. */
export interface RenameSteps {
  statMany(paths: readonly string[]): Promise<readonly (Entry | undefined)[]>;
  makeFolder(folder: string): Promise<void>;
  /** Renames over what is there. */
  replace(from: string, to: string): Promise<void>;
}

/** What attempts at one renaming know of each other: the size of the file, once it was seen. */
export interface Renaming {
  sizeBytes?: number;
}

/** Renames, making the folder and replacing what is there. Throws STORE_MISSING where there is no such file. */
export async function renameFile(steps: RenameSteps, from: string, to: string, renaming: Renaming): Promise<void> {
  const [source, target] = await steps.statMany([from, to]);
  if (!source) {
    // The reply to an earlier attempt may have been lost after the server did its work.
    if (renaming.sizeBytes !== undefined && target?.sizeBytes === renaming.sizeBytes) return;
    throw new PluvioError('STORE_MISSING', `Cannot rename ${from}: it is not there`, { file: from });
  }
  renaming.sizeBytes = source.sizeBytes;
  await steps.makeFolder(folderOf(to));
  await steps.replace(from, to);
}
