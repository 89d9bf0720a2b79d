import { PluvioError } from '../../../domain/errors.js';
import type { Entry } from '../../../domain/storage/store.js';
import { folderOf, safePath } from '../../names.js';
import type { Connection } from '../login/connection.js';
import { Refusal, replyCode, saying, saysMissing } from '../failure.js';
import { sizeInReply } from '../listing/line.js';
import { secondsOf } from '../listing/stamp.js';
import type { Pool } from '../login/pool.js';
import { isUnknownCommand, type Reply } from '../wire/reply.js';
import { statOtherwise } from '../wire/stat-otherwise.js';

/** Paths asked about on one connection before another gets its turn. */
const CHUNK_PATHS = 256;

/** Size and date of each file, undefined where there is none: SIZE and MDTM of all of them sent together. */
export async function statFiles(pool: Pool, paths: readonly string[]): Promise<(Entry | undefined)[]> {
  paths.forEach(safePath);
  const starts = Array.from({ length: Math.ceil(paths.length / CHUNK_PATHS) }, (_, i) => i * CHUNK_PATHS);
  const chunks = await Promise.all(
    starts.map((start) => {
      const chunk = paths.slice(start, start + CHUNK_PATHS);
      return pool.use({ doing: 'look at', path: chunk[0]! }, (connection) => statTogether(pool, connection, chunk));
    }),
  );
  return chunks.flat();
}

/** As `statFiles`, on a connection at hand. */
export async function statTogether(
  pool: Pool,
  connection: Connection,
  paths: readonly string[],
): Promise<readonly (Entry | undefined)[]> {
  const werePaths = !connection.abilities.naming.byName;
  const asked = await ask(connection, paths);
  const found = werePaths ? await askAgainByName(pool, connection, paths, asked) : asked;
  const retry = paths.filter((path, i) => found[i] === undefined && pool.names.mayBeLatin1(path));
  if (retry.length === 0) return found;
  const again = await askAsLatin1(pool, connection, retry);
  return found.map((entry, i) => entry ?? again.get(paths[i]!));
}

/** Where a server knows none of some files, and lists files in their folder, it may know them by their names alone. */
async function askAgainByName(
  pool: Pool,
  connection: Connection,
  paths: readonly string[],
  found: readonly (Entry | undefined)[],
): Promise<readonly (Entry | undefined)[]> {
  const { naming, size } = connection.abilities;
  if (paths.length === 0 || found.some((entry) => entry) || !paths.some((path) => pool.listed.has(folderOf(path))))
    return found;
  const mayTry = naming.mayTry(connection.command(size ? 'SIZE' : 'MLST', paths[0]!), { code: 550, text: '' });
  return mayTry ? ask(connection, paths) : found;
}

async function ask(connection: Connection, paths: readonly string[]): Promise<(Entry | undefined)[]> {
  const { abilities } = connection;
  if (isAskedOtherwise(connection)) return statOtherwise(connection, paths);
  const commands = paths.flatMap((path) => [connection.command('SIZE', path), connection.command('MDTM', path)]);
  const replies = await connection.all(commands);
  if (replies.some((reply, i) => i % 2 === 0 && isUnknownCommand(reply))) abilities.size = false;
  if (replies.some((reply, i) => i % 2 === 1 && isUnknownCommand(reply))) abilities.mdtm = false;
  if (isAskedOtherwise(connection)) return statOtherwise(connection, paths);
  return paths.map((path, i) => {
    const sizeBytes = sizeIn(replies[2 * i]!, commands[2 * i]!);
    return sizeBytes === undefined ? undefined : { path, sizeBytes, modifiedS: dateIn(replies[2 * i + 1]!) };
  });
}

/** Whether SIZE and MDTM do not tell all that the server knows. */
function isAskedOtherwise({ abilities }: Connection): boolean {
  return !abilities.size || (!abilities.mdtm && abilities.mlsd === true);
}

/** Old servers keep names as latin1, and know no file under the UTF-8 bytes of one. */
async function askAsLatin1(pool: Pool, connection: Connection, paths: readonly string[]): Promise<Map<string, Entry>> {
  const known = new Map<string, Entry>();
  for (const path of paths) {
    const command = (verb: string): string => connection.command(verb, '') + path;
    const asLatin1 = Object.create(connection, { command: { value: command } }) as Connection;
    const [entry] = await ask(asLatin1, [path]);
    if (!entry) continue;
    pool.names.remember(path);
    known.set(path, entry);
  }
  return known;
}

function sizeIn(reply: Reply, command: string): number | undefined {
  if (saysMissing(reply)) return undefined;
  const sizeBytes = sizeInReply(reply.text);
  if (sizeBytes === undefined) throw new Refusal(reply, command);
  return sizeBytes;
}

function dateIn(reply: Reply): number | undefined {
  return reply.code === 213 ? secondsOf(reply.text.slice(4)) : undefined;
}

/** A refused read is told as STORE_MISSING where the server does not know the file's size either. */
export async function explain(pool: Pool, connection: Connection, path: string, error: unknown): Promise<unknown> {
  if (error instanceof Refusal && error.command !== undefined) {
    if (connection.abilities.naming.mayTry(error.command, error.reply)) return error;
  }
  if (replyCode(error) !== 550) return error;
  const isThere = await statTogether(pool, connection, [path]).then(
    ([now]) => now !== undefined,
    () => true,
  );
  if (isThere) return error;
  return new PluvioError('STORE_MISSING', `Cannot read ${path}: ${pool.redact(saying(error))}`, { file: path });
}
