import type { Connection } from './connection.js';

/** A connection that rested for so long is asked whether it is still there before it is used. */
const DOUBT_MS = 30_000;
/** How often one that rests is heard of: routers forget what is silent for a few minutes. */
const REMIND_MS = 60_000;
/** One that rested so long is closed: others may want its place. */
const REST_MS = 15 * 60_000;
/** How long the answer may take. */
const ANSWER_MS = 4_000;

/** Logins that nobody uses now, the one that was used last first. */
export class Resting {
  readonly #connections: { readonly connection: Connection; readonly sinceMs: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Those that were told to say something, out of reach meanwhile. */
  #asked = 0;

  /** `timeoutMs`: silence that the store bears; `onChange` is called where one is free again, or is no more. */
  constructor(
    private readonly timeoutMs: number,
    private readonly onChange: () => void,
  ) {}

  /** Including those that are being asked whether they are there. */
  get size(): number {
    return this.#connections.length + this.#asked;
  }

  get all(): Connection[] {
    return this.#connections.map(({ connection }) => connection);
  }

  add(connection: Connection): void {
    this.#connections.push({ connection, sinceMs: performance.now() });
    this.#timer ??= setInterval(() => void this.#remind(), Math.min(REMIND_MS, 2 * this.timeoutMs)).unref();
  }

  /** One that is there, as far as is known; undefined where there is none. */
  take(): Connection | undefined {
    for (let last = this.#connections.pop(); last; last = this.#connections.pop()) {
      if (!last.connection.client.closed) return last.connection;
      // What the server has ended meanwhile may still have ports of ours open.
      last.connection.close();
    }
    return undefined;
  }

  /** Whether the connection, just taken, was silent long enough to be gone. */
  isDoubtful({ pipe }: Connection): boolean {
    return performance.now() - pipe.movedMs >= Math.min(DOUBT_MS, this.timeoutMs);
  }

  /** Closes all that have been silent for as long as one that is gone: what ended it ended them. */
  dropLike({ pipe }: Connection): void {
    const gone = this.#connections.filter(({ connection }) => connection.pipe.movedMs <= pipe.movedMs + ANSWER_MS);
    for (const { connection } of gone) connection.close();
    this.#keep(({ connection }) => !connection.client.closed);
  }

  clear(): Connection[] {
    clearInterval(this.#timer);
    this.#timer = undefined;
    return this.#connections.splice(0).map(({ connection }) => connection);
  }

  async #remind(): Promise<void> {
    const nowMs = performance.now();
    const all = this.#connections.splice(0);
    this.#asked += all.length;
    await Promise.all(
      all.map(async (rest) => {
        const { connection, sinceMs } = rest;
        const isThere = nowMs - sinceMs < REST_MS && (await answers(connection));
        this.#asked--;
        if (isThere && this.#timer) this.#connections.push(rest);
        else connection.close();
        this.onChange();
      }),
    );
    if (this.size === 0) this.clear();
  }

  #keep(isKept: (rest: { readonly connection: Connection }) => boolean): void {
    this.#connections.splice(0, Infinity, ...this.#connections.filter(isKept));
  }
}

/** Whether the other side of a connection that does nothing is still there. */
export async function answers({ client, pipe }: Connection): Promise<boolean> {
  if (client.closed) return false;
  let clock: NodeJS.Timeout | undefined;
  const silence = new Promise<false>((resolve) => {
    clock = setTimeout(() => resolve(false), Math.min(ANSWER_MS, client.ftp.timeout));
  });
  const reply = pipe.request('NOOP').then(
    ({ code }) => code !== 421,
    () => false,
  );
  const isThere = await Promise.race([reply, silence]);
  clearTimeout(clock);
  return isThere;
}
