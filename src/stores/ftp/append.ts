import { GROWING_SUFFIX, type Growth } from '../../domain/store.js';
import { safePath } from '../names.js';
import type { Connection } from './connection.js';
import type { Pool } from './pool.js';
import { move } from './rename.js';
import { statTogether } from './stat.js';
import { readBack, sendInto } from './write.js';

/**
 * SIZE → rename away → APPE → SIZE → read back and compare → rename back → SIZE. Another attempt finds the file away, and
 * goes on as long as nothing was added to it, or all of it is known to be right.
 */
export async function appendFile(pool: Pool, path: string, growth: Growth): Promise<boolean> {
  safePath(path);
  const away = path + GROWING_SUFFIX;
  let isProven = false;
  return pool.use({ doing: 'append to', path }, async (connection) => {
    const sizeOf = (name: string): Promise<number | undefined> => sizeBytesOf(pool, connection, name);
    const giveName = async (): Promise<boolean> =>
      !(await move(connection, away, path)) && (await sizeOf(path)) === growth.sizeBytes;
    if (isProven && (await sizeOf(away)) === growth.sizeBytes) return giveName();
    const shownBytes = await sizeOf(path);
    if ((shownBytes ?? (await sizeOf(away))) !== growth.fromBytes) return false;
    if (shownBytes !== undefined && (await move(connection, path, away))) return false;
    const sentBytes = await sendInto(connection, 'APPE', away, growth);
    if (sentBytes !== growth.sizeBytes - growth.fromBytes) return false;
    if ((await sizeOf(away)) !== growth.sizeBytes) return false;
    const { digest, broken } = await readBack(connection, away, growth.sizeBytes);
    if (digest.sha256 !== growth.sha256) return false;
    isProven = true;
    if (broken) throw broken;
    return giveName();
  });
}

async function sizeBytesOf(pool: Pool, connection: Connection, path: string): Promise<number | undefined> {
  const [entry] = await statTogether(pool, connection, [path]);
  return entry?.sizeBytes;
}
