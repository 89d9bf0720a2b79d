import { PluvioError } from '../../domain/errors.js';
import { folderOf, safePath } from '../names.js';
import type { Connection } from './connection.js';
import { Refusal, saysMissing } from './failure.js';
import type { FolderContent } from './listing.js';
import type { Pool } from './pool.js';
import type { Reply } from './reply.js';
import { statTogether } from './stat.js';
import { utf8Of } from './wire-names.js';

/** Where a published file waits while a server that refuses to overwrite is made to replace it. */
const BACKUP_SUFFIX = '.pluvio-bak';

/** Renames, making the folder and replacing what is there. */
export async function renameFile(pool: Pool, from: string, to: string): Promise<void> {
  safePath(from);
  safePath(to);
  let sizeBytes: number | undefined;
  const replacement: Replacement = { wentAside: false };
  await pool.use({ doing: 'rename', path: from }, async (connection) => {
    const [source, target] = await statTogether(pool, connection, [from, to]);
    if (!source) {
      // The reply to an earlier attempt may have been lost after the server did its work.
      if (sizeBytes !== undefined && target?.sizeBytes === sizeBytes) return;
      throw new PluvioError('STORE_MISSING', `Cannot rename ${from}: it is not there`, { file: from });
    }
    sizeBytes = source.sizeBytes;
    await makeFolder(connection, folderOf(to));
    await moveOver(pool, connection, from, to, replacement);
  });
}

/** What attempts at one replacement know of each other. */
export interface Replacement {
  /** Whether the old file was asked to go aside, from where it has to go away in the end. */
  wentAside: boolean;
}

/** Renames over whatever is there. Where that is refused: the old one aside, the new one in its place, the old one away. */
export async function moveOver(
  pool: Pool,
  connection: Connection,
  from: string,
  to: string,
  replacement: Replacement,
): Promise<void> {
  const { naming } = connection.abilities;
  const wasPath = !naming.byName;
  const refusal = await move(connection, from, to);
  const command = connection.command('RNFR', from);
  if (refusal && wasPath && naming.mayTry(command, refusal)) throw new Refusal(refusal, command);
  if (refusal) await moveAround(pool, connection, from, to, refusal, replacement);
  if (!replacement.wentAside) return;
  const deleted = await connection.request(connection.command('DELE', to + BACKUP_SUFFIX));
  if (deleted.code >= 400 && !saysMissing(deleted)) throw new Refusal(deleted);
}

/** For servers that do not overwrite, as this refusal may tell. */
async function moveAround(
  pool: Pool,
  connection: Connection,
  from: string,
  to: string,
  refusal: Reply,
  replacement: Replacement,
): Promise<void> {
  const [old] = refusal.code >= 500 ? await statTogether(pool, connection, [to]) : [];
  if (!old) throw new Refusal(refusal);
  const backup = to + BACKUP_SUFFIX;
  await connection.request(connection.command('DELE', backup));
  replacement.wentAside = true;
  if (await move(connection, to, backup)) throw new Refusal(refusal);
  const second = await move(connection, from, to);
  if (second) {
    await move(connection, backup, to);
    throw new Refusal(second);
  }
}

/**
 * Ends what a run that was stopped in the middle of `moveOver` left: an old file aside goes back to its place where none
 * is in it, and away where the new one is. To be given a listing that is complete, which it puts right as well.
 */
export async function restoreBackups(connection: Connection, { files }: FolderContent): Promise<void> {
  for (const [name, entry] of [...files]) {
    if (!name.endsWith(BACKUP_SUFFIX)) continue;
    const published = name.slice(0, -BACKUP_SUFFIX.length);
    const path = entry.path.slice(0, -BACKUP_SUFFIX.length);
    if (files.has(published)) {
      const { code } = await connection.request(connection.command('DELE', entry.path));
      if (code < 300) files.delete(name);
    } else if (!(await move(connection, entry.path, path))) {
      files.delete(name);
      files.set(published, { ...entry, path });
    }
  }
}

/** Undefined where it was done, else the reply that refused it. */
export async function move(connection: Connection, from: string, to: string): Promise<Reply | undefined> {
  const commands = [connection.command('RNFR', from), connection.command('RNTO', to)];
  const replies = await connection.all(commands);
  return replies.find(({ code }) => code >= 400);
}

/** Makes a folder and those above it, also above the root, where they are missing. */
export async function makeFolder(connection: Connection, folder: string): Promise<void> {
  if ((await connection.request(connection.command('CWD', folder))).code < 300) return;
  const names = folder.split('/');
  const folders = ['', ...names.map((_, depth) => names.slice(0, depth + 1).join('/'))];
  const commands = [...aboveRoot(connection), ...folders.map((path) => connection.command('MKD', path))]
    .map((command) => command.replace(/\/+$/, ''))
    .filter((command) => command !== 'MKD ');
  const { naming } = connection.abilities;
  const werePaths = !naming.byName;
  const made = await connection.all(commands);
  const entered = await connection.request(connection.command('CWD', folder));
  if (entered.code < 300) return;
  if (werePaths && naming.mayTry(commands.at(-1)!, made.at(-1)!)) throw new Refusal(made.at(-1)!, commands.at(-1));
  throw new Refusal({ code: entered.code, text: utf8Of(entered.text) ?? entered.text });
}

/** The commands that make the folders in which the root lies. */
function aboveRoot({ abilities }: Connection): string[] {
  const names = Buffer.from(abilities.root ?? '', 'utf8')
    .toString('latin1')
    .split('/')
    .filter((name) => name !== '');
  return names.slice(0, -1).map((_, depth) => `MKD /${names.slice(0, depth + 1).join('/')}`);
}
