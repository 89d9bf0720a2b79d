import { PluvioError } from '../../../domain/errors.js';
import { saying } from '../failure.js';
import type { FtpSettings } from '../options.js';
import { pauseAfter, type LoginRate } from './login-rate.js';

/** How long, and how often, a login waits for a connection that another store of ours gives up. */
const WAIT_MS = 100;
const MOST_WAITS = 100;
/** A pause is cut into such pieces: who closes the store ends it. */
const PIECE_MS = 1_000;

/** What a store without any connection does where the server refuses it one for want of room or for coming too often. */
export class Room {
  #waits = 0;

  constructor(
    private readonly settings: FtpSettings,
    private readonly rate: LoginRate,
    private readonly redact: (text: string) => string,
    private readonly isClosed: () => boolean,
  ) {}

  noteLogin(): void {
    this.#waits = 0;
    this.rate.noteLogin();
  }

  /** Waits; false where there is nothing to wait for. Throws STORE_UNREACHABLE where it would take too long. */
  async wait(error: unknown): Promise<boolean> {
    const pauseMs = pauseAfter(error);
    if (pauseMs !== undefined) {
      await this.#pause(pauseMs, error);
      return true;
    }
    if (!this.settings.onFull() || this.#waits++ >= MOST_WAITS) return false;
    await this.settings.sleep(WAIT_MS);
    return true;
  }

  /** Throws where the store was closed meanwhile, or the server let nobody in a moment ago, and that for long. */
  check(): void {
    if (this.isClosed()) throw new PluvioError('STORE_UNREACHABLE', 'Cannot use the store: it was closed');
    if (this.rate.isClosed) throw this.#tooLong('it said so a moment ago', undefined);
  }

  /** The error of a server that has no room, for whoever waited in vain. */
  full(error: unknown): PluvioError {
    const { host, port, secure } = this.settings;
    return new PluvioError(
      'STORE_UNREACHABLE',
      `Cannot log in to ${serverText(host, port, secure)}: the server takes no more connections (${this.redact(saying(error))})`,
      { transient: true },
    );
  }

  async #pause(pauseMs: number, error: unknown): Promise<void> {
    const waitMs = this.rate.refuse(pauseMs);
    if (waitMs === undefined) throw this.#tooLong(this.redact(saying(error)), pauseMs);
    this.settings.emit({ kind: 'login-pause', waitS: Math.ceil(waitMs / 1000), reason: saying(error) });
    await this.rate.wait(waitMs, async (delayMs) => {
      for (let leftMs = delayMs; leftMs > 0 && !this.isClosed(); leftMs -= PIECE_MS)
        await this.settings.sleep(Math.min(leftMs, PIECE_MS));
    });
  }

  #tooLong(reason: string, pauseMs: number | undefined): PluvioError {
    const { host, port, secure } = this.settings;
    const span = pauseMs === undefined || Number.isNaN(pauseMs) ? '' : ` for ${Math.ceil(pauseMs / 1000)} s`;
    return new PluvioError(
      'STORE_UNREACHABLE',
      `Cannot log in to ${serverText(host, port, secure)}: the server lets nobody log in${span}, as there were too many logins (${reason}); ` +
        'run again later, and less often',
      { transient: false },
    );
  }
}

/** `ftp://host:port`. */
export function serverText(host: string, port: number, secure: FtpSettings['secure']): string {
  return `${secure === false ? 'ftp' : 'ftps'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
