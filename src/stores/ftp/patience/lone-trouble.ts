import { PluvioError } from '../../../domain/errors.js';
import { listFiles } from '../files/list.js';
import type { Pool } from '../login/pool.js';

/** So many files may fail one after the other with a server that is there all the same; then it counts as out of reach. */
const MOST_IN_ROW = 16;

/**
 * Why a file could not be read, where `failure` puts it down to the server. There are servers that hang on one file and then
 * close its connection, or all of them: if others came since `filesBefore`, or the server still lists its folder, it is the file.
 */
export async function loneTrouble(pool: Pool, failure: PluvioError, filesBefore: number): Promise<PluvioError> {
  const { file } = failure;
  if (failure.code !== 'STORE_UNREACHABLE' || file === undefined) return failure;
  const { witness } = pool;
  const isAlone = witness.filesRead > filesBefore || (witness.loneInRow < MOST_IN_ROW && (await isThere(pool)));
  if (!isAlone) return failure;
  witness.loneInRow++;
  const why = failure.message.replace(/; [^;]*$/, '');
  return new PluvioError('STORE_FILE_BUSY', `${why}; it is left for the next run, the server gives other things`, {
    file,
  });
}

async function isThere(pool: Pool): Promise<boolean> {
  try {
    await listFiles(pool, '');
    return true;
  } catch (error) {
    return error instanceof PluvioError && error.code !== 'STORE_UNREACHABLE';
  }
}
