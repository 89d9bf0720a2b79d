import type { Listing } from '../../../domain/storage/store.js';
import { safePath } from '../../names.js';
import { renameFile as rename, type RenameSteps, type Renaming } from '../../protocol/rename-file.js';
import {
  BACKUP_SUFFIX,
  moveAround,
  recoverBackups,
  type AsideSteps,
  type Replacement,
} from '../../protocol/replace.js';
import type { Connection } from '../login/connection.js';
import { Refusal, saysMissing } from '../failure.js';
import type { Pool } from '../login/pool.js';
import type { Reply } from '../wire/reply.js';
import { statTogether } from './stat.js';
import { utf8Of } from '../wire/wire-names.js';

/** Renames, making the folder and replacing what is there. */
export async function renameFile(pool: Pool, from: string, to: string): Promise<void> {
  safePath(from);
  safePath(to);
  const renaming: Renaming = {};
  const replacement: Replacement = { wentAside: false };
  await pool.use({ doing: 'rename', path: from }, (connection) => {
    const steps: RenameSteps = {
      statMany: (paths) => statTogether(pool, connection, paths),
      makeFolder: (folder) => makeFolder(connection, folder),
      replace: (source, target) => moveOver({ pool, connection }, source, target, replacement),
    };
    return rename(steps, from, to, renaming);
  });
}

interface AtServer {
  readonly pool: Pool;
  readonly connection: Connection;
}

/** Renames over whatever is there. Where that is refused: the old one aside, the new one in its place, the old one away. */
export async function moveOver(at: AtServer, from: string, to: string, replacement: Replacement): Promise<void> {
  const { connection } = at;
  const { naming } = connection.abilities;
  const wasPath = !naming.byName;
  const refusal = await move(connection, from, to);
  const command = connection.command('RNFR', from);
  if (refusal && wasPath && naming.mayTry(command, refusal)) throw new Refusal(refusal, command);
  if (refusal) await moveAside(at, from, to, { refusal, replacement });
  if (!replacement.wentAside) return;
  const deleted = await connection.request(connection.command('DELE', to + BACKUP_SUFFIX));
  if (deleted.code >= 400 && !saysMissing(deleted)) throw new Refusal(deleted);
}

/** For servers that do not overwrite, as this refusal may tell. */
async function moveAside(
  { pool, connection }: AtServer,
  from: string,
  to: string,
  how: { readonly refusal: Reply; readonly replacement: Replacement },
): Promise<void> {
  const { refusal } = how;
  const [old] = refusal.code >= 500 ? await statTogether(pool, connection, [to]) : [];
  if (!old) throw new Refusal(refusal);
  const steps: AsideSteps<Reply> = {
    move: (one, other) => move(connection, one, other),
    clear: async (path) => {
      await connection.request(connection.command('DELE', path));
    },
    errorOf: (reply) => new Refusal(reply),
  };
  await moveAround(steps, from, to, how);
}

/** Ends what a run that was stopped in the middle of `moveOver` left in a folder, as its listing shows; gives it as it is then. */
export function recoverFiles(pool: Pool, folder: string, listing: Listing): Promise<Listing> {
  const isLeft = listing.entries.some(({ path }) => path.endsWith(BACKUP_SUFFIX));
  if (!isLeft) return Promise.resolve(listing);
  return pool.use({ doing: 'tidy', path: folder }, (connection) => {
    const steps = {
      move: async (from: string, to: string) => !(await move(connection, from, to)),
      remove: async (path: string) => (await connection.request(connection.command('DELE', path))).code < 300,
    };
    return recoverBackups(steps, listing);
  });
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
