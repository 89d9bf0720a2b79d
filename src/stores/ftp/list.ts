import type { Listing } from '../../domain/store.js';
import { safeFolder } from '../names.js';
import type { Connection } from './connection.js';
import { Refusal, saysMissing } from './failure.js';
import { fetch, type Fetched } from './fetch.js';
import { countOf, readListing, type FolderContent } from './listing.js';
import type { Pool } from './pool.js';
import { restoreBackups } from './rename.js';

/** A listing of some 400,000 names; more is no folder of ours. */
const MAX_LISTING_BYTES = 64 * 1024 * 1024;
/** Where Pure-FTPd ends a listing by default: LIST, and MLSD, which counts `.` and `..`. */
const CUT_COUNTS = new Set([10_000, 9_998]);

interface FolderListing extends FolderContent {
  readonly complete: boolean;
}

/** Everything directly in a folder; nothing, complete, where it is missing. */
function listFolder(pool: Pool, folder: string): Promise<FolderListing> {
  safeFolder(folder);
  return pool.use({ doing: 'list', path: folder }, (connection) => listOn(pool, connection, folder));
}

/** The files of it, as a store tells them. */
export async function listFiles(pool: Pool, folder: string): Promise<Listing> {
  const { files, folders, complete, unsafeNames } = await listFolder(pool, folder);
  return { entries: [...files.values()], folders: [...folders].sort(), complete, unsafeNames: [...unsafeNames] };
}

async function listOn(pool: Pool, connection: Connection, folder: string): Promise<FolderListing> {
  // A missing folder lists as an empty one on several servers.
  if (!(await enter(pool, connection, folder)))
    return { files: new Map(), folders: new Set(), unsafeNames: new Set(), complete: true };
  const { content, cut } = await listWhole(pool, connection, folder);
  if (cut) pool.settings.emit({ kind: 'listing-cut', folder, names: countOf(content) });
  else await restoreBackups(connection, content);
  return { ...content, complete: !cut };
}

/** Makes the folder the current one; false where there is none. */
async function enter(pool: Pool, connection: Connection, folder: string): Promise<boolean> {
  const reply = await connection.pipe.request(connection.command('CWD', folder));
  if (reply.code < 300) return true;
  if (pool.names.mayBeLatin1(folder)) {
    const asLatin1 = connection.command('CWD', '') + folder;
    if ((await connection.pipe.request(asLatin1)).code < 300) {
      pool.names.remember(folder);
      return true;
    }
  }
  if (!saysMissing(reply)) throw new Refusal(reply);
  return false;
}

async function listWhole(
  pool: Pool,
  connection: Connection,
  folder: string,
): Promise<{ content: FolderContent; cut: boolean }> {
  const machine = connection.abilities.mlsd === true;
  let fetched: Fetched;
  try {
    fetched = await fetch(connection, machine ? 'MLSD' : 'LIST', MAX_LISTING_BYTES);
  } catch (error) {
    if (!machine || !(error instanceof Refusal) || error.code < 500) throw error;
    connection.abilities.mlsd = false;
    return listWhole(pool, connection, folder);
  }
  const content = readListing(fetched.bytes.toString('latin1'), machine, folder, pool.names);
  return { content, cut: isCut(fetched, content) };
}

/**
 * Whether a server says, or shows, that it left names out. Nothing brings the rest: Pure-FTPd gives the same names again,
 * and refuses patterns (`LIST *_01*`) in a folder beyond its limit.
 */
function isCut({ reply }: Fetched, content: FolderContent): boolean {
  return /truncat/i.test(reply.text) || CUT_COUNTS.has(countOf(content));
}

/** Names of the folders in a folder, sorted. */
export async function folderNames(pool: Pool, folder: string): Promise<string[]> {
  const { folders } = await listFolder(pool, folder);
  return [...folders].sort();
}

/** Whether a folder is there. */
export function hasFolder(pool: Pool, folder: string): Promise<boolean> {
  safeFolder(folder);
  return pool.use({ doing: 'look for', path: folder }, (connection) => enter(pool, connection, folder));
}
