import { pipeline } from 'node:stream';
import { PluvioError } from '../../domain/errors.js';
import { TEMP_SUFFIX, type Body } from '../../domain/store.js';
import { checkDigest, checkSent, Count, Digester, type Digest } from '../digest.js';
import { folderOf, safePath } from '../names.js';
import type { Connection } from './connection.js';
import { fetchInto } from './fetch.js';
import type { Pool } from './pool.js';
import { makeFolder, moveOver, type Replacement } from './rename.js';
import { statTogether } from './stat.js';

/** STOR under a temporary name → SIZE → read back and compare → rename → SIZE. All of it again where it failed. */
export async function writeFile(pool: Pool, path: string, body: Body): Promise<void> {
  safePath(path);
  const replacement: Replacement = { wentAside: false };
  await pool.use({ doing: 'write', path }, async (connection) => {
    const temporary = path + TEMP_SUFFIX;
    try {
      await makeFolder(connection, folderOf(path));
      checkSent(body, await upload(connection, temporary, body), path);
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

/** STOR, or APPE; gives how many bytes were sent. */
export async function upload(
  connection: Connection,
  path: string,
  body: Pick<Body, 'open'>,
  how: 'uploadFrom' | 'appendFrom' = 'uploadFrom',
): Promise<number> {
  const count = new Count();
  const source = body.open();
  // A refused upload leaves the source unread: it is ended here, and its failure is the upload's.
  pipeline(source, count, () => undefined);
  try {
    await connection.client[how](count, connection.place(path));
    return count.sizeBytes;
  } finally {
    source.destroy();
    count.destroy();
  }
}

/** RETR, for the measure of what is there. */
export async function readBack(connection: Connection, path: string): Promise<Digest> {
  const digester = new Digester();
  await fetchInto(connection, connection.command('RETR', path), (bytes) => digester.take(bytes));
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
