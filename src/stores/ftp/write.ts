import { PluvioError } from '../../domain/errors.js';
import { TEMP_SUFFIX, type Body } from '../../domain/store.js';
import { checkDigest, checkSent, Digester, type Digest } from '../digest.js';
import { folderOf, safePath } from '../names.js';
import type { Connection } from './connection.js';
import { fetchInto, sendPieces } from './fetch.js';
import type { Pool } from './pool.js';
import { makeFolder, moveOver, type Replacement } from './rename.js';
import { statTogether } from './stat.js';

/**
 * STOR under a temporary name → SIZE → read back and compare → rename → SIZE. All of it again where it failed; what came whole
 * although the connection broke is not sent again.
 */
export async function writeFile(pool: Pool, path: string, body: Body): Promise<void> {
  safePath(path);
  const replacement: Replacement = { wentAside: false };
  let allSent = false;
  await pool.use({ doing: 'write', path }, async (connection) => {
    const temporary = path + TEMP_SUFFIX;
    try {
      if (!allSent || !(await cameWhole(pool, connection, temporary, body))) {
        allSent = false;
        await makeFolder(connection, folderOf(path));
        const onAllSent = (): void => {
          allSent = true;
        };
        checkSent(body, await sendInto(connection, 'STOR', temporary, { ...body, onAllSent }), path);
      }
      await checkSize(pool, connection, temporary, path, body);
      if (body.sha256 !== undefined)
        checkDigest(body, await readBack(connection, temporary), path, 'the file on the server');
      await moveOver(pool, connection, temporary, path, replacement);
      await checkSize(pool, connection, path, path, body);
    } catch (error) {
      await discard(connection, temporary);
      throw error;
    }
  });
}

/** Whether the server has all of a body whose sending broke off after the last byte. */
async function cameWhole(pool: Pool, connection: Connection, path: string, body: Body): Promise<boolean> {
  const [found] = await statTogether(pool, connection, [path]);
  if (found?.sizeBytes !== body.sizeBytes) return false;
  const digester = new Digester();
  for await (const piece of body.pieces()) digester.take(piece);
  const isWhole = (await readBack(connection, path)).sha256 === digester.digest().sha256;
  if (isWhole) connection.abilities.untoldEnds++;
  return isWhole;
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

/** RETR, for the measure of what is there. */
export async function readBack(connection: Connection, path: string): Promise<Digest> {
  const digester = new Digester();
  await fetchInto(connection, connection.command('RETR', path), (bytes) => {
    digester.take(bytes);
    return undefined;
  });
  return digester.digest();
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

/** A leftover does no harm: its name says what it is, and the next attempt overwrites it. */
async function discard(connection: Connection, path: string): Promise<void> {
  if (connection.client.closed) return;
  await connection.pipe.request(connection.command('DELE', path)).catch(() => undefined);
}
