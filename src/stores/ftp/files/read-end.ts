import type { Entry, FileEnd } from '../../../domain/storage/store.js';
import { wrongLength } from '../../protocol/announced-length.js';
import { safePath } from '../../names.js';
import { sameFile } from '../../protocol/same-file.js';
import { demand } from '../login/connection.js';
import { EndUntold } from '../failure.js';
import { fetchEnd } from '../wire/fetch.js';
import type { Pool } from '../login/pool.js';
import { statTogether } from './stat.js';

/**
 * SIZE, then REST and RETR from there on; again where the file changed in between. Where all came, and the server did not say so,
 * a look by another connection decides.
 */
export async function readFileEnd(pool: Pool, path: string, mostBytes: number): Promise<FileEnd | undefined> {
  safePath(path);
  let untold: { readonly entry: Entry; readonly end: FileEnd } | undefined;
  return pool.use({ doing: 'read', path }, async (connection) => {
    const [entry] = await statTogether(pool, connection, [path]);
    if (!entry) return undefined;
    if (untold && sameFile(untold.entry, entry)) return untold.end;
    const { sizeBytes } = entry;
    if (sizeBytes === 0 || mostBytes <= 0) return { bytes: new Uint8Array(0), sizeBytes };
    const startByte = Math.max(0, sizeBytes - mostBytes);
    if (startByte > 0) await connection.prepare(connection.command('RETR', path), 3);
    if (startByte > 0) await demand(connection, `REST ${startByte}`);
    const { bytes } = await fetchEnd(connection, path, sizeBytes - startByte).catch((error: unknown) => {
      if (error instanceof EndUntold) untold = { entry, end: { bytes: error.bytes!, sizeBytes } };
      throw error;
    });
    if (bytes.length !== sizeBytes - startByte) throw wrongLength(entry, startByte + bytes.length);
    return { bytes, sizeBytes };
  });
}
