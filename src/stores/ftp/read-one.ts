import { PIECE_BYTES, type Entry } from '../../domain/store.js';
import { asAnnounced } from '../announced-length.js';
import { safePath } from '../names.js';
import type { Connection } from './connection.js';
import { fetchInto } from './fetch.js';
import type { Pool } from './pool.js';
import { explain } from './stat.js';

/**
 * One file of any size, piece by piece, over a connection of its own, which comes free at its end. Attempts are repeated
 * until the first bytes; a failure after them is thrown.
 */
export async function* readFile(pool: Pool, entry: Entry): AsyncGenerator<Uint8Array> {
  safePath(entry.path);
  const what = { doing: 'read', path: entry.path };
  const { connection, arrivals } = await pool.keep(what, async (connection) => {
    const arrivals = new Arrivals(connection, connection.command('RETR', entry.path));
    await arrivals.change().catch(async (error: unknown) => {
      throw await explain(pool, connection, entry.path, error);
    });
    return { connection, arrivals };
  });
  try {
    yield* asAnnounced(entry, arrivals);
  } catch (error) {
    throw pool.failure(what, error);
  } finally {
    pool.release(connection, arrivals.isWhole);
  }
}

/** Where a connection puts what arrives for `readFile`: one file after another, and never two at once. */
const rooms = new WeakMap<Connection, Buffer>();

function roomOf(connection: Connection): Buffer {
  const room = rooms.get(connection) ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
  rooms.set(connection, room);
  return room;
}

/** What a transfer brings, piece by piece: nothing more is read before the next one is asked for. */
class Arrivals implements AsyncIterable<Uint8Array> {
  /** Whether the server has said that it was all. */
  isWhole = false;
  readonly #room: Buffer;
  #piece: Uint8Array | undefined;
  #failure: { readonly error: unknown } | undefined;
  #tell = (): void => undefined;
  #readOn = (): void => undefined;

  constructor(connection: Connection, command: string) {
    this.#room = roomOf(connection);
    fetchInto(connection, command, (bytes) => this.#put(bytes)).then(
      () => this.#end(),
      (error: unknown) => this.#end({ error }),
    );
  }

  /** Waits for a piece or for the end; rejects where there is neither, because of a failure. */
  async change(): Promise<void> {
    if (!this.#piece && !this.isWhole && !this.#failure)
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    if (!this.#piece && this.#failure) throw this.#failure.error;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      await this.change();
      const piece = this.#piece;
      if (!piece) return;
      yield piece;
      this.#piece = undefined;
      this.#readOn();
    }
  }

  #put(bytes: Buffer): Promise<void> {
    this.#piece = this.#room.subarray(0, bytes.copy(this.#room));
    this.#tell();
    return new Promise((resolve) => {
      this.#readOn = resolve;
    });
  }

  #end(failure?: { error: unknown }): void {
    this.isWhole = !failure;
    this.#failure = failure;
    this.#tell();
  }
}
