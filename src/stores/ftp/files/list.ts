import { PluvioError } from '../../../domain/errors.js';
import type { Listing } from '../../../domain/storage/store.js';
import { safeFolder } from '../../names.js';
import type { Connection } from '../login/connection.js';
import { PassiveRefusal, Refusal, saying } from '../failure.js';
import { fetch, type Fetched } from '../wire/fetch.js';
import { countOf, emptyContent, readListing, type FolderContent } from '../listing/content.js';
import { saysEmpty, saysUnreadable } from '../listing/empty.js';
import { enter } from '../listing/enter.js';
import { resolveDoubtful } from '../listing/resolve.js';
import type { Pool } from '../login/pool.js';
import { isUnknownCommand } from '../wire/reply.js';
import { toOneZone } from '../wire/zones.js';

/** A listing of some 400,000 names; more is no folder of ours. */
const MAX_LISTING_BYTES = 64 * 1024 * 1024;
/** Where Pure-FTPd ends a listing by default: LIST, and MLSD, which counts `.` and `..`. */
const CUT_COUNTS = new Set([10_000, 9_998]);

interface FolderListing extends FolderContent {
  readonly complete: boolean;
  readonly isMissing: boolean;
}

/** Everything directly in a folder; nothing, complete, where it is missing. */
function listFolder(pool: Pool, folder: string): Promise<FolderListing> {
  safeFolder(folder);
  return pool.use({ doing: 'list', path: folder }, (connection) => listOn(pool, connection, folder));
}

/** The files of it, as a store tells them. */
export async function listFiles(pool: Pool, folder: string): Promise<Listing> {
  const { files, folders, unsafeNames, ...told } = await listFolder(pool, folder);
  const { complete, isMissing } = told;
  const names = { folders: [...folders].sort(), unsafeNames: [...unsafeNames] };
  return { entries: [...files.values()], complete, ...names, ...(isMissing && { isMissing }) };
}

async function listOn(pool: Pool, connection: Connection, folder: string): Promise<FolderListing> {
  // A missing folder lists as an empty one on several servers.
  if (!(await enter(pool, connection, folder))) return { ...emptyContent(), complete: true, isMissing: true };
  const { fetched, content: listed } = await listWhole(pool, connection, folder);
  if (countOf(listed) > listed.folders.size) pool.listed.add(folder);
  await toOneZone(pool, connection, listed.files);
  const content = await resolveDoubtful(pool, connection, folder, listed);
  tellWhatWasNotRead(pool, folder, content);
  const cut = isCut(fetched, content);
  if (cut) pool.settings.emit({ kind: 'listing-cut', folder, names: countOf(content) });
  return { ...content, complete: !cut, isMissing: false };
}

interface Listed {
  readonly fetched: Fetched | undefined;
  readonly content: FolderContent;
}

/** By MLSD where the server has it, which tells most, else by LIST. */
async function listWhole(pool: Pool, connection: Connection, folder: string): Promise<Listed> {
  const { abilities } = connection;
  if (abilities.mlsd !== true) return listBy('LIST', pool, connection, folder);
  try {
    return await listBy('MLSD', pool, connection, folder);
  } catch (error) {
    const isStrange = error instanceof PluvioError && error.code === 'STORE_LISTING';
    const isRefused = error instanceof Refusal && !(error instanceof PassiveRefusal) && error.code >= 500;
    if (!isStrange && !isRefused) throw error;
    const other = await listBy('LIST', pool, connection, folder);
    // What LIST does not see either may be what this login may not see (ProFTPD).
    if (!(error instanceof Refusal && isUnknownCommand(error.reply)) && countOf(other.content) === 0) throw error;
    abilities.mlsd = false;
    return other;
  }
}

/** A path, an owner of Windows before the name, colours of a terminal: a form that is not understood, where all names are so. */
// eslint-disable-next-line no-control-regex
const NO_NAME = /[/\\\u0000-\u001f]/;

async function listBy(verb: 'MLSD' | 'LIST', pool: Pool, connection: Connection, folder: string): Promise<Listed> {
  let fetched: Fetched;
  try {
    fetched = await fetch(connection, verb, MAX_LISTING_BYTES);
  } catch (error) {
    if (error instanceof Refusal && saysEmpty(error.reply)) return { fetched: undefined, content: emptyContent() };
    throw error;
  }
  const content = readListing(fetched.bytes.toString('latin1'), verb === 'MLSD', folder, pool.names);
  const isNothing = countOf(content) === 0;
  if (isNothing && content.unread.length > 0) throw notUnderstood(pool, folder, content.unread);
  const noNames = [...content.unsafeNames].filter((name) => NO_NAME.test(name));
  if (!isNothing && noNames.length === countOf(content)) throw notUnderstood(pool, folder, noNames);
  if (isNothing && saysUnreadable(fetched.reply)) throw unreadable(pool, folder, fetched);
  return { fetched, content };
}

/**
 * Whether a server says, or shows, that it left names out. Nothing brings the rest: Pure-FTPd gives the same names again,
 * and refuses patterns (`LIST *_01*`) in a folder beyond its limit.
 */
function isCut(fetched: Fetched | undefined, content: FolderContent): boolean {
  if (!fetched) return false;
  return content.isBroken || /truncat/i.test(fetched.reply.text) || CUT_COUNTS.has(countOf(content));
}

function tellWhatWasNotRead(pool: Pool, folder: string, { unread, others }: FolderContent): void {
  if (unread.length > 0) pool.tellOnce({ kind: 'lines-unread', folder, lines: unread.length, first: unread[0]! });
  if (others.size > 0) pool.tellOnce({ kind: 'no-files', folder, names: others.size, first: [...others][0]! });
}

function notUnderstood(pool: Pool, folder: string, unread: readonly string[]): PluvioError {
  return new PluvioError(
    'STORE_LISTING',
    `Cannot list ${folder || 'the folder'}: no line of the server's listing is understood; the first of ${unread.length} is ` +
      `${JSON.stringify(pool.redact(unread[0]!))}; please report it`,
    { file: folder },
  );
}

function unreadable(pool: Pool, folder: string, { reply }: Fetched): PluvioError {
  return new PluvioError(
    'STORE_REFUSED',
    `Cannot list ${folder || 'the folder'}: the server listed nothing and says "${pool.redact(saying(new Refusal(reply)))}"; ` +
      'check the rights of this login on the folder',
    { file: folder },
  );
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
