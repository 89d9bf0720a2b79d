import type { Store } from '../../domain/storage/store.js';
import type { Backend } from '../protocol/backend.js';
import { recoverBackups } from '../protocol/replace.js';
import { ATTEMPTS, delayAfter, wasClosed } from '../protocol/retry.js';
import { storeOf } from '../protocol/store-of.js';
import { redactor } from '../redact.js';
import { KeyRing, openSession } from './connect.js';
import { isTransient, meaningOf, saying, sftpFailure } from './failure.js';
import { SftpFiles } from './files.js';
import { serverText, withDefaults, type SftpSettings, type SftpStoreOptions } from './options.js';
import type { Session } from './session.js';

/**
 * A folder on an SFTP server as a store. Nothing is connected before the first call; one connection carries everything, because
 * requests overlap on it. It is made anew where it broke.
 */
export function openSftpStore(options: SftpStoreOptions): Store {
  const settings = withDefaults(options);
  const redact = redactor(settings.password);
  const line = new Line(settings, redact);
  const attempt: Backend['attempt'] = async (what, work) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work(await line.files(), attempt);
      } catch (error) {
        if (attempt + 1 >= ATTEMPTS || !isTransient(error) || line.isClosed)
          throw sftpFailure(what, error, settings, redact);
        const delayMs = delayAfter(attempt, settings.random());
        const reason = redact(saying(error));
        settings.emit({ kind: 'retry', doing: what.doing, path: what.path, attempt: attempt + 1, delayMs, reason });
        await settings.sleep(delayMs);
      }
    }
  };
  return storeOf({
    name: nameOf(settings),
    features: {
      deletesByDefault: true,
      isRemote: true,
      hasOwnClock: true,
      sharesConnections: false,
      mayIgnoreCase: true,
    },
    atOnce: settings.atOnce,
    attempt,
    failure: (what, error) => sftpFailure(what, error, settings, redact),
    meaningOf,
    recover: (folder, listing) =>
      attempt({ doing: 'tidy', path: folder }, (files) => {
        const steps = {
          move: (from: string, to: string) => files.move(from, to).then(() => true),
          remove: (path: string) => files.remove(path),
        };
        return recoverBackups(steps, listing);
      }),
    expectMany: () => void line.files().catch(() => undefined),
    close: () => {
      line.close();
      return Promise.resolve();
    },
  });
}

/** `~` alone and before other names stands for where the login leads. */
function rootOf({ root }: SftpSettings): string {
  const atHome = /^\/?~(?:\/+(.*))?$/s.exec(root);
  return atHome ? (atHome[1] ?? '') : root;
}

function nameOf(settings: SftpSettings): string {
  return `${serverText(settings)}/${settings.root.replace(/^\/+|\/+$/g, '')}`;
}

/** The connection, made when it is first wanted, and again where it broke. */
class Line {
  #open: Promise<{ readonly session: Session; readonly files: SftpFiles }> | undefined;
  #closed = false;
  readonly #keys = new KeyRing();

  constructor(
    private readonly settings: SftpSettings,
    private readonly redact: (text: string) => string,
  ) {}

  get isClosed(): boolean {
    return this.#closed;
  }

  async files(): Promise<SftpFiles> {
    if (this.#closed) throw wasClosed();
    const opening = (this.#open ??= this.#connect());
    try {
      const { session, files } = await opening;
      if (!session.isClosed) return files;
    } catch (error) {
      if (this.#open === opening) this.#open = undefined;
      throw error;
    }
    if (this.#open === opening) this.#open = undefined;
    return this.files();
  }

  close(): void {
    this.#closed = true;
    this.#open?.then(
      ({ session }) => session.close(),
      () => undefined,
    );
  }

  async #connect(): Promise<{ readonly session: Session; readonly files: SftpFiles }> {
    const session = await openSession(this.settings, this.redact, this.#keys);
    if (this.#closed) session.close();
    return { session, files: new SftpFiles(session, rootOf(this.settings)) };
  }
}
