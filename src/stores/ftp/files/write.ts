import type { Body, Pieces } from '../../../domain/storage/store.js';
import { safePath } from '../../names.js';
import { Digester } from '../../protocol/digest.js';
import type { Replacement } from '../../protocol/replace.js';
import { newSending, writeWhole, type ReadBack, type WriteSteps } from '../../protocol/write-whole.js';
import type { Connection } from '../login/connection.js';
import { EndUntold } from '../failure.js';
import { fetchInto, sendPieces, type Take } from '../wire/fetch.js';
import type { Pool } from '../login/pool.js';
import { makeFolder, moveOver } from './rename.js';
import { statTogether } from './stat.js';

/** STOR, SIZE, RETR, RNFR and RNTO, SIZE: see `writeWhole`. All of it again where it failed. */
export async function writeFile(pool: Pool, path: string, body: Body): Promise<void> {
  safePath(path);
  const replacement: Replacement = { wentAside: false };
  const sending = newSending();
  await pool.use({ doing: 'write', path }, (connection) => {
    const { abilities } = connection;
    const steps: WriteSteps = {
      where: 'the server',
      ...readSteps(pool, connection),
      makeFolder: (folder) => makeFolder(connection, folder),
      put: (temporary, pieces) => sendInto(connection, 'STOR', temporary, pieces),
      replace: (from, to) => moveOver({ pool, connection }, from, to, replacement),
      discard: (temporary, error) => discard(connection, temporary, error),
      onFoundSent: () => abilities.untoldEnds++,
    };
    return writeWhole(steps, path, body, sending);
  });
}

/** How what is on the server is looked at and read back. */
export function readSteps(pool: Pool, connection: Connection): Pick<WriteSteps, 'stat' | 'readBack'> {
  return {
    stat: async (path) => (await statTogether(pool, connection, [path]))[0],
    readBack: (path, sizeBytes) => readBack(connection, path, sizeBytes),
  };
}

/** Sends bytes; gives how many that were. */
export async function sendInto(
  connection: Connection,
  verb: 'STOR' | 'APPE',
  path: string,
  pieces: Pieces,
): Promise<number> {
  let sentBytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      yield piece;
      sentBytes += piece.length;
    }
  };
  await sendPieces(connection, connection.command(verb, path), counted());
  return sentBytes;
}

/** What a file of so many bytes turned out to be, and what broke the connection where all of it came before. */
async function readBack(connection: Connection, path: string, sizeBytes: number): Promise<ReadBack> {
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

/**
 * A leftover does no harm: its name says what it is, and the next attempt overwrites it. Nothing is asked of a connection that owes
 * replies: it may do so when another has taken over.
 */
async function discard(connection: Connection, path: string, error: unknown): Promise<void> {
  if (error instanceof EndUntold || connection.client.closed || connection.pipe.isBusy) return;
  await connection.request(connection.command('DELE', path)).catch(() => undefined);
}
