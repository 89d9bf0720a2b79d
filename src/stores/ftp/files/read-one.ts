import type { PluvioError } from '../../../domain/errors.js';
import { PIECE_BYTES, type Entry } from '../../../domain/storage/store.js';
import { asAnnounced } from '../../protocol/announced-length.js';
import { safePath } from '../../names.js';
import type { Connection } from '../login/connection.js';
import { EndUntold, FileHangs } from '../failure.js';
import { fetchInto } from '../wire/fetch.js';
import type { Pool } from '../login/pool.js';
import { explain } from './stat.js';
import { HangWatch, TOO_SLOW } from '../patience/hang-watch.js';
import { isWhole } from '../patience/is-whole.js';
import { loneTrouble } from '../patience/lone-trouble.js';
import { noteRead } from '../patience/witness.js';

/**
 * One file of any size, piece by piece, over a connection of its own, which comes free at its end. Attempts are repeated
 * until the first bytes; a failure after them is thrown.
 */
export async function* readFile(pool: Pool, entry: Entry): AsyncGenerator<Uint8Array> {
  safePath(entry.path);
  const what = { doing: 'read', path: entry.path, isFile: true } as const;
  const { filesRead } = pool.witness;
  const keeping = pool.keep(what, async (connection) => {
    const arrivals = new Arrivals(pool, connection, entry);
    await arrivals.first().catch(async (error: unknown) => {
      throw await explain(pool, connection, entry.path, error);
    });
    return { connection, arrivals };
  });
  const { connection, arrivals } = await keeping.catch(async (error: unknown) => {
    throw await loneTrouble(pool, pool.failure(what, error), filesRead);
  });
  let failure: PluvioError | undefined;
  try {
    yield* asAnnounced(entry, arrivals);
  } catch (error) {
    failure = pool.failure(what, error);
  } finally {
    pool.release(connection, arrivals.isWhole);
  }
  // Both looks take a connection, which may be the only one.
  if (failure) throw await loneTrouble(pool, failure, filesRead);
  if (arrivals.untold && !(await isWhole(pool, entry, arrivals.untold))) throw pool.failure(what, arrivals.untold);
  noteRead(pool);
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
  /** Why it has not, though all bytes came. */
  untold: EndUntold | undefined;
  readonly #watch: HangWatch;
  readonly #limitMs: number;
  /** How long the server has had to send, pauses of ours aside, and since when it goes on having it. */
  #sendingMs = 0;
  #sinceMs = performance.now();
  readonly #room: Buffer;
  #piece: Uint8Array | undefined;
  #failure: { readonly error: unknown } | undefined;
  #tell = (): void => undefined;
  #readOn = (): void => undefined;

  constructor(pool: Pool, connection: Connection, { path, sizeBytes }: Entry) {
    this.#room = roomOf(connection);
    this.#watch = new HangWatch(pool, connection);
    this.#watch.begin({ sizeBytes, isAlone: true });
    this.#limitMs = pool.patience.limitMs(sizeBytes);
    const take = (bytes: Buffer): Promise<void> => this.#put(bytes, connection);
    fetchInto(connection, connection.command('RETR', path), take, sizeBytes).then(
      () => this.#end(),
      (error: unknown) => this.#end({ error }),
    );
  }

  /** Waits for the first piece, no longer than a file is waited for. */
  async first(): Promise<void> {
    try {
      await this.change();
    } finally {
      this.#watch.end();
    }
  }

  /** Waits for a piece or for the end; rejects where there is neither, because of a failure. */
  async change(): Promise<void> {
    if (!this.#piece && !this.isWhole && !this.untold && !this.#failure)
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

  #put(bytes: Buffer, { client }: Connection): Promise<void> {
    this.#sendingMs += performance.now() - this.#sinceMs;
    if (this.#sendingMs > this.#limitMs) client.ftp.closeWithError(new FileHangs(TOO_SLOW, true));
    this.#piece = this.#room.subarray(0, bytes.copy(this.#room));
    this.#tell();
    return new Promise((resolve) => {
      this.#readOn = () => {
        this.#sinceMs = performance.now();
        resolve();
      };
    });
  }

  #end(failure?: { error: unknown }): void {
    this.isWhole = !failure;
    if (failure?.error instanceof EndUntold) this.untold = failure.error;
    else this.#failure = failure;
    this.#tell();
  }
}
