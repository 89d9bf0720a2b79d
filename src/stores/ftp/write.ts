import { PluvioError } from '../../domain/errors.js';
import { TEMP_SUFFIX, type Body } from '../../domain/store.js';
import { checkDigest, checkSent, Digester, type Digest } from '../protocol/digest.js';
import { folderOf, safePath } from '../names.js';
import type { Connection } from './connection.js';
import { EndUntold } from './failure.js';
import { fetchInto, sendPieces, type Take } from './fetch.js';
import type { Pool } from './pool.js';
import { makeFolder, moveOver, type Replacement } from './rename.js';
import { statTogether } from './stat.js';

/**
 * STOR under a temporary name → SIZE → read back and compare → rename → SIZE. All of it again where it failed; what came whole
 * although the connection broke is not sent again, and what was read back whole is not read again.
 */
export async function writeFile(pool: Pool, path: string, body: Body): Promise<void> {
  safePath(path);
  const replacement: Replacement = { wentAside: false };
  const sending: Sending = { allSent: false, isProven: false };
  await pool.use({ doing: 'write', path }, async (connection) => {
    const temporary = path + TEMP_SUFFIX;
    try {
      if (!(await isThere(pool, connection, temporary, body, sending))) {
        sending.isProven = false;
        await makeFolder(connection, folderOf(path));
        const onAllSent = (): void => {
          sending.allSent = true;
        };
        checkSent(body, await sendInto(connection, 'STOR', temporary, { ...body, onAllSent }), path);
        await checkSize(pool, connection, temporary, path, body);
        if (body.sha256 !== undefined) await prove(connection, temporary, body, sending);
      }
      await moveOver(pool, connection, temporary, path, replacement);
      await checkSize(pool, connection, path, path, body);
    } catch (error) {
      if (!(error instanceof EndUntold)) await discard(connection, temporary);
      throw error;
    }
  });
}

/** What attempts at sending one body know of each other. */
interface Sending {
  /** Whether its last byte left. */
  allSent: boolean;
  /** Whether it was read back. */
  isProven: boolean;
}

/** Whether the server has all of a body that an earlier attempt sent, as its size and, unless that was done, its content tell. */
async function isThere(
  pool: Pool,
  connection: Connection,
  path: string,
  body: Body,
  sending: Sending,
): Promise<boolean> {
  if (!sending.allSent) return false;
  const [found] = await statTogether(pool, connection, [path]);
  if (found?.sizeBytes !== body.sizeBytes) return false;
  if (sending.isProven) return true;
  connection.abilities.untoldEnds++;
  const digester = new Digester();
  for await (const piece of body.pieces()) digester.take(piece);
  await prove(connection, path, { ...body, ...digester.digest() }, sending);
  return true;
}

/** Reads back what was sent. Throws PUBLISH where it is something else; and, though it is right, what broke the connection. */
async function prove(connection: Connection, path: string, body: Body, sending: Sending): Promise<void> {
  const { digest, broken } = await readBack(connection, path, body.sizeBytes);
  sending.allSent = false;
  checkDigest(body, digest, path.slice(0, -TEMP_SUFFIX.length), 'the file on the server');
  sending.allSent = sending.isProven = true;
  if (broken) throw broken;
}

/** Sends a body; gives how many bytes that were. */
export async function sendInto(
  connection: Connection,
  verb: 'STOR' | 'APPE',
  path: string,
  { pieces, onAllSent }: Pick<Body, 'pieces'> & { readonly onAllSent?: () => void },
): Promise<number> {
  let sentBytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces()) {
      yield piece;
      sentBytes += piece.length;
    }
    onAllSent?.();
  };
  await sendPieces(connection, connection.command(verb, path), counted());
  return sentBytes;
}

/** What a file of so many bytes turned out to be, and what broke the connection where all of it came before. */
export async function readBack(
  connection: Connection,
  path: string,
  sizeBytes: number,
): Promise<{ readonly digest: Digest; readonly broken?: EndUntold }> {
  const digester = new Digester();
  const take: Take = (bytes) => {
    digester.take(bytes);
    return undefined;
  };
  try {
    await fetchInto(connection, connection.command('RETR', path), take, sizeBytes);
  } catch (error) {
    if (!(error instanceof EndUntold)) throw error;
    connection.abilities.untoldEnds++;
    return { digest: digester.digest(), broken: error };
  }
  return { digest: digester.digest() };
}

async function checkSize(pool: Pool, connection: Connection, path: string, shown: string, body: Body): Promise<void> {
  const [found] = await statTogether(pool, connection, [path]);
  if (found?.sizeBytes === body.sizeBytes) return;
  throw new PluvioError(
    'PUBLISH',
    `Cannot write ${shown}: the server has ${found ? `${found.sizeBytes} bytes` : 'no file'}, ${body.sizeBytes} were sent; see whether it has room, then run again`,
    { file: shown, transient: true },
  );
}

/**
 * A leftover does no harm: its name says what it is, and the next attempt overwrites it. Nothing is asked of a connection that owes
 * replies: it may do so when another has taken over.
 */
async function discard(connection: Connection, path: string): Promise<void> {
  if (connection.client.closed || connection.pipe.isBusy) return;
  await connection.request(connection.command('DELE', path)).catch(() => undefined);
}
