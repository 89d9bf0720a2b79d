import { PluvioError } from '../../../domain/errors.js';
import type { Connection } from '../login/connection.js';
import { Refusal, saying, saysMissing } from '../failure.js';
import { fetch } from '../wire/fetch.js';
import { readListing } from './content.js';
import type { Pool } from '../login/pool.js';
import type { Reply } from '../wire/reply.js';
import { WireNames } from '../wire/wire-names.js';

/** Words that leave no doubt that nothing is there. */
const NOTHING_THERE =
  /no such|not found|not exist|n't exist|non-?existent|can(?:no|')t find|not a (?:valid )?(?:directory|path)|introuvable|n'existe|nicht gefunden|existiert nicht|no existe|non esiste|n[ãa]o existe/i;
/** How long the folders of a folder are taken for what they were. */
const KNOWN_MS = 5_000;
const MAX_LISTING_BYTES = 64 * 1024 * 1024;

/**
 * Makes the folder the current one; false where there is none. vsftpd says "Failed to change directory" of a folder that is
 * missing and of one that is closed to this login: the folder above tells them apart. Throws STORE_REFUSED for the second.
 */
export async function enter(pool: Pool, connection: Connection, folder: string): Promise<boolean> {
  const reply = await connection.request(connection.command('CWD', folder));
  if (reply.code < 300) return true;
  if (pool.names.mayBeLatin1(folder)) {
    const asLatin1 = connection.command('CWD', '') + folder;
    if ((await connection.request(asLatin1)).code < 300) {
      pool.names.remember(folder);
      return true;
    }
  }
  if (!saysMissing(reply)) throw new Refusal(reply);
  if (NOTHING_THERE.test(reply.text)) return false;
  if (await isListedAbove(pool, connection, connection.place(folder).replace(/\/+$/, '')))
    throw closed(pool, folder, reply);
  return false;
}

/** Whether the folder above an absolute path (in the server's bytes) has it, or is closed itself. */
async function isListedAbove(pool: Pool, connection: Connection, path: string): Promise<boolean> {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return false;
  const above = path.slice(0, slash);
  const known = pool.foldersOf.get(above);
  if (known && performance.now() - known.atMs < KNOWN_MS) return known.names.has(path.slice(slash + 1));
  const reply = await connection.request(`CWD ${above === '' ? '/' : above}`);
  if (reply.code >= 300) return isListedAbove(pool, connection, above);
  const names = await namesIn(connection);
  pool.foldersOf.set(above, { atMs: performance.now(), names });
  return names.has(path.slice(slash + 1));
}

/** Names in the current folder that may be folders, in the server's bytes; none where it cannot be listed. */
async function namesIn(connection: Connection): Promise<Set<string>> {
  const machine = connection.abilities.mlsd === true;
  try {
    const { bytes } = await fetch(connection, machine ? 'MLSD' : 'LIST', MAX_LISTING_BYTES);
    // Names of no store: whatever they are, they are compared as the bytes that they were.
    const wire = new WireNames(() => undefined);
    const { folders, doubtful } = readListing(bytes.toString('latin1'), machine, '', wire);
    return new Set([...folders, ...doubtful.flatMap(({ names }) => names)].map((name) => wire.encode(name)));
  } catch (error) {
    if (error instanceof Refusal) return new Set();
    throw error;
  }
}

function closed(pool: Pool, folder: string, reply: Reply): PluvioError {
  const what = folder === '' ? 'the folder' : folder;
  return new PluvioError(
    'STORE_REFUSED',
    `Cannot enter ${what}: it is there, but closed to this login (${pool.redact(saying(new Refusal(reply)))}); ` +
      'check its owner and rights on the server',
    { file: folder },
  );
}
