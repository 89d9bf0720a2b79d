import type { Connection } from '../login/connection.js';
import { FileHangs } from '../failure.js';
import { breakOff } from '../wire/pipe.js';
import type { Pool } from '../login/pool.js';

export const TOO_SLOW = 'it came at less than 2 kB/s';

/** A file that is being waited for. */
export interface Awaited {
  readonly sizeBytes: number;
  /** It is the only one on its connection, and may be waited for longer. */
  readonly isAlone: boolean;
}

/**
 * Watches the silence of a connection while files are waited for, one after the other. Where it lasts too long the connection is
 * broken, and the file fails with `FileHangs`: at once where others wait behind it or another one is waited for already.
 */
export class HangWatch {
  readonly #pool: Pool;
  readonly #connection: Connection;
  #file: Awaited | undefined;
  #sinceMs = 0;
  #release: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: Pool, connection: Connection) {
    this.#pool = pool;
    this.#connection = connection;
  }

  /** From now on this file is waited for. */
  begin(file: Awaited): void {
    this.#file = file;
    this.#sinceMs = performance.now();
    this.#timer ??= setTimeout(() => this.#look(), this.#pool.patience.slowMs);
  }

  /** No file is waited for any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#release?.();
    this.#release = undefined;
  }

  /** How long the file has been waited for, ms. */
  get waitedMs(): number {
    return performance.now() - this.#sinceMs;
  }

  #look(): void {
    const { patience } = this.#pool;
    const { isAlone, sizeBytes } = this.#file!;
    const nowMs = performance.now();
    const quietMs = nowMs - Math.max(this.#sinceMs, this.#connection.pipe.movedMs);
    const isLong = nowMs - this.#sinceMs >= patience.limitMs(sizeBytes);
    const isSlow = quietMs >= patience.slowMs && this.#isOfTheFile();
    this.#timer = setTimeout(() => this.#look(), Math.max(patience.slowMs / 4, patience.slowMs - quietMs));
    if (isLong) this.#giveUp(TOO_SLOW);
    else if (isSlow && !isAlone) this.#breakOff('the server sends nothing of it', false);
    else if (isSlow && !(this.#release ??= patience.hold()))
      this.#breakOff('the server sends nothing of it, nor of another file', true);
    else if (isSlow && quietMs >= patience.silenceMs) this.#giveUp('the server sends nothing of it');
  }

  /** Whether it is the file that the server is silent on, and not a way of talking that it does not bear. */
  #isOfTheFile(): boolean {
    const { pipe, abilities } = this.#connection;
    const { proven, pipelining } = abilities;
    return !pipe.waitsForPort && proven.data && (proven.transfers || !pipelining);
  }

  #giveUp(why: string): void {
    this.#pool.patience.noteGivenUp();
    this.#breakOff(why, true);
  }

  #breakOff(why: string, isFinal: boolean): void {
    const { ftp } = this.#connection.client;
    const waitedS = Math.round(this.waitedMs / 1000);
    this.end();
    breakOff(ftp);
    ftp.closeWithError(new FileHangs(`${why} (waited ${waitedS} s); it may still be being uploaded`, isFinal));
  }
}
