import type { Pieces } from '../../../domain/storage/store.js';
import type { Connection } from '../login/connection.js';
import { EndUntold } from '../failure.js';
import type { Reply } from './reply.js';
import { Transfer, type Give, type Load, type Take } from './transfer.js';

export type { Take } from './transfer.js';

/** What came over the data connection, and the server's last word. */
export interface Fetched {
  readonly bytes: Buffer;
  readonly reply: Reply;
}

/**
 * A command whose answer comes whole over a data connection of its own: RETR of a small file, LIST, MLSD.
 *
 * EPSV and the command leave together. On an idle connection that takes three round trips (EPSV's reply, the data
 * connection, its first bytes); where the next `fetch` is started before this one has ended, its EPSV waits at the
 * server already, and every further file takes two. A server that answers only when its last packet, or our end, has
 * arrived takes three (vsftpd; ProFTPD without `fetchFile`).
 *
 * Rejects with a `Refusal` (the connection stays usable) or a network error; stops at `maxBytes` + 1.
 */
export function fetch(connection: Connection, command: string, maxBytes: number): Promise<Fetched> {
  return fetchWhole(connection, command, { maxBytes });
}

/** The same for a file of any size: its bytes go to `take` as they come. `sizeBytes` where it is known, as for `fetchFile`. */
export function fetchInto(connection: Connection, command: string, take: Take, sizeBytes?: number): Promise<Reply> {
  return transfer(connection, command, { maxBytes: Infinity, take, ...(sizeBytes === undefined ? {} : { sizeBytes }) });
}

/**
 * As `fetch`, for a file of a size that is known. Where the server waits for our end of a data connection (see
 * `Abilities.halfClose`) it has it before it sends: who takes that for the end of the whole connection is found out by the
 * size, and rejects with `HalfCloseBroken`. Rejects with `EndUntold`, which has the bytes, where all of them came and the
 * server did not say so.
 */
export function fetchFile(connection: Connection, command: string, sizeBytes: number): Promise<Fetched> {
  const load = { maxBytes: sizeBytes, sizeBytes, halfClose: connection.abilities.halfClose === true };
  return fetchWhole(connection, command, load);
}

/** The last bytes of a file, so many of them, after a REST; otherwise as `fetchFile`, and our end of the data connection stays open. */
export function fetchEnd(connection: Connection, path: string, sizeBytes: number): Promise<Fetched> {
  return fetchWhole(connection, connection.command('RETR', path), { maxBytes: sizeBytes, sizeBytes });
}

/** The same the other way round: a command that takes the bytes of a small file, STOR, over a data connection of its own. */
export function send(connection: Connection, command: string, bytes: Uint8Array): Promise<Reply> {
  return give(connection, command, (socket) => Promise.resolve(void socket.end(bytes)));
}

/** The same for a body of any size, STOR or APPE: a piece is asked for when the one before it has left. */
export function sendPieces(connection: Connection, command: string, pieces: Pieces): Promise<Reply> {
  return give(connection, command, (socket) => pour(pieces, socket, connection.pipe));
}

function give(connection: Connection, command: string, giveTo: Give): Promise<Reply> {
  return transfer(connection, command, { maxBytes: 0, take: () => undefined, give: giveTo });
}

/** Ends quietly where the connection does: what broke it is told by its own event. */
async function pour(pieces: Pieces, socket: Parameters<Give>[0], pipe: Connection['pipe']): Promise<void> {
  for await (const piece of pieces) {
    const hasLeft = await new Promise((resolve) => socket.write(piece, (error) => resolve(!error)));
    if (hasLeft !== true) return;
    pipe.touch();
  }
  socket.end();
}

async function fetchWhole(connection: Connection, command: string, load: Omit<Load, 'take'>): Promise<Fetched> {
  const chunks: Buffer[] = [];
  const take: Take = (bytes) => void chunks.push(Buffer.from(bytes));
  const whole = (): Buffer => (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  try {
    const reply = await transfer(connection, command, { ...load, take });
    return { bytes: whole(), reply };
  } catch (error) {
    throw error instanceof EndUntold ? new EndUntold(error.message, whole()) : error;
  }
}

function transfer(connection: Connection, command: string, load: Load): Promise<Reply> {
  const start = (wanted: string): Promise<Reply> =>
    new Promise((resolve, reject) => new Transfer(connection, load, resolve, reject).start(wanted));
  const now = connection.now(command);
  return now === undefined ? connection.prepare(command).then(start) : start(now);
}
