import { failsAlone } from '../../../domain/errors.js';
import { TEMP_SUFFIX, type Store } from '../../../domain/storage/store.js';
import { removeFile } from '../../publish/commit.js';

const NAME = `pluvio-clock${TEMP_SUFFIX}`;

/**
 * What the clock of a store says, Unix seconds: a file written there is dated by it. Often its root may not be written to,
 * and the folders in it may: the first of these folders that takes a file is asked. undefined where none does, or the
 * server tells no dates.
 */
export async function storeNowS(store: Store, folders: readonly string[] = ['']): Promise<number | undefined> {
  for (const folder of folders) {
    const path = folder === '' ? NAME : `${folder}/${NAME}`;
    try {
      await store.write(path, { sizeBytes: 1, pieces: () => [Buffer.from('\n')] });
      const entry = await store.stat(path);
      if (!entry) continue;
      await removeFile(store, path, entry.sizeBytes).catch(passOver);
      return entry.modifiedS;
    } catch (error) {
      passOver(error);
    }
  }
  return undefined;
}

/** A refusal is that of one folder; throws anything else. */
function passOver(error: unknown): void {
  if (!failsAlone(error)) throw error;
}
