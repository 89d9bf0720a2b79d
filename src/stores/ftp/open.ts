import { PassThrough, Readable } from 'node:stream';
import type { Entry } from '../../domain/store.js';
import { wrongLength } from '../exact-length.js';
import { safePath } from '../names.js';
import type { Connection } from './connection.js';
import type { Pool } from './pool.js';
import { explain } from './stat.js';

/**
 * A stream of one file over a connection of its own, which comes free at its end. Attempts are repeated until the
 * first bytes; a failure after them is the stream's.
 */
export async function openFile(pool: Pool, entry: Entry): Promise<Readable> {
  safePath(entry.path);
  const what = { doing: 'read', path: entry.path };
  return pool.keep(what, async (connection) => {
    const through = new PassThrough();
    const download = connection.client.downloadTo(through, connection.place(entry.path));
    // The promise alone tells whether the transfer was whole: basic-ftp ends the stream in any case.
    download.catch(() => undefined);
    const chunks = through[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await chunks.next();
    if (first.done === true)
      await download.catch(async (error: unknown) => {
        throw await explain(pool, connection, entry.path, error);
      });
    return Readable.from(checked(pool, connection, entry, first, chunks, download), { objectMode: false });
  });
}

async function* checked(
  pool: Pool,
  connection: Connection,
  entry: Entry,
  first: IteratorResult<Buffer, unknown>,
  chunks: AsyncIterator<Buffer>,
  download: Promise<unknown>,
): AsyncGenerator<Buffer> {
  let seenBytes = 0;
  let whole = false;
  try {
    for (let next = first; next.done !== true; next = await chunks.next()) {
      seenBytes += next.value.length;
      if (seenBytes > entry.sizeBytes) throw wrongLength(entry, entry.sizeBytes, true);
      yield next.value;
    }
    await download;
    whole = true;
    if (seenBytes !== entry.sizeBytes) throw wrongLength(entry, seenBytes);
  } catch (error) {
    throw pool.failure({ doing: 'read', path: entry.path }, error);
  } finally {
    pool.release(connection, whole);
  }
}
