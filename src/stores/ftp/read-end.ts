import type { FileEnd } from '../../domain/store.js';
import { wrongLength } from '../announced-length.js';
import { safePath } from '../names.js';
import { demand } from './connection.js';
import { fetch } from './fetch.js';
import type { Pool } from './pool.js';
import { statTogether } from './stat.js';

/** SIZE, then REST and RETR from there on; again where the file changed in between. */
export async function readFileEnd(pool: Pool, path: string, mostBytes: number): Promise<FileEnd | undefined> {
  safePath(path);
  return pool.use({ doing: 'read', path }, async (connection) => {
    const [entry] = await statTogether(pool, connection, [path]);
    if (!entry) return undefined;
    const { sizeBytes } = entry;
    if (sizeBytes === 0 || mostBytes <= 0) return { bytes: new Uint8Array(0), sizeBytes };
    const startByte = Math.max(0, sizeBytes - mostBytes);
    if (startByte > 0) await demand(connection, `REST ${startByte}`);
    const { bytes } = await fetch(connection, connection.command('RETR', path), sizeBytes - startByte);
    if (bytes.length !== sizeBytes - startByte) throw wrongLength(entry, startByte + bytes.length);
    return { bytes, sizeBytes };
  });
}
