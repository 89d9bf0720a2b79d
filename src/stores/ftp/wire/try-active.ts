import type { Connection } from '../login/connection.js';
import { fetchFile } from './fetch.js';
import type { Pool } from '../login/pool.js';

/** What a round trip less for each file has to save on a connection. */
const WORTH_MS = 500;
/** Nearer servers gain nothing: machines are busy there, not the line, and ports of ours cost more where both are one. */
const NEAR_MS = 5;

/** Whether it pays to try, where a connection has so many files to read. */
export function isWorthTrying(pool: Pool, files: number): boolean {
  const { active, halfClose, roundTripMs } = pool.abilities;
  // With our end of a data connection there before the file, it takes a round trip less already.
  if (active !== 'untried' || halfClose === true) return false;
  return roundTripMs >= NEAR_MS && files * roundTripMs >= WORTH_MS && pool.hasRoom;
}

/**
 * Has the server connect to us for one file, all other connections going on as they are; gives its bytes. From then on it
 * connects to us for all that is small. Undefined where the file does not come so, for whatever reason: it is never asked
 * again then, and this connection is to be closed.
 */
export async function tryActive(
  pool: Pool,
  connection: Connection,
  command: string,
  sizeBytes: number,
): Promise<Uint8Array | undefined> {
  pool.abilities.active = 'trying';
  const bytes = (await connection.openPorts()) ? await fetchOrNot(connection, command, sizeBytes) : undefined;
  if (bytes) pool.openPorts();
  else pool.abilities.active = 'off';
  return bytes;
}

async function fetchOrNot(connection: Connection, command: string, sizeBytes: number): Promise<Uint8Array | undefined> {
  try {
    const { bytes } = await fetchFile(connection, command, sizeBytes);
    return bytes.length === sizeBytes ? bytes : undefined;
  } catch {
    return undefined;
  }
}
