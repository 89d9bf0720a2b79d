import type { Stats } from 'ssh2';
import type { Entry, Pieces } from '../../domain/storage/store.js';
import { folderOf } from '../names.js';
import type { Files } from '../protocol/backend.js';
import { BACKUP_SUFFIX, moveAround } from '../protocol/replace.js';
import { Refused, STATUS } from './failure.js';
import { entryOf, listFolder } from './list.js';
import { Places } from './places.js';
import type { Session } from './session.js';
import { readPieces, writePieces } from './transfer.js';

/** What open(2) does, as SFTP numbers it. */
const OPEN = { read: 0x01, write: 0x02, create: 0x08, exclusive: 0x20 } as const;

/** Files on a server, over one session. */
export class SftpFiles implements Files {
  readonly #places: Places;

  constructor(
    private readonly session: Session,
    root: string,
  ) {
    this.#places = new Places(session, root);
  }

  async hasFolder(folder: string): Promise<boolean> {
    this.#places.forget(folder);
    return (await orMissing(this.#places.folder(folder))) !== undefined;
  }

  list(folder: string): ReturnType<Files['list']> {
    return listFolder(this.session, this.#places, folder);
  }

  async stat(path: string): Promise<Entry | undefined> {
    const place = await orMissing(this.#places.file(path));
    const found = place === undefined ? undefined : await this.#lstat(place);
    return found?.isFile() ? entryOf(path, found) : undefined;
  }

  async *pieces(path: string, fromBytes: number, sizeBytes: number): AsyncGenerator<Uint8Array> {
    const handle = await this.#open(await this.#places.file(path), OPEN.read);
    try {
      yield* readPieces(this.session, handle, fromBytes, sizeBytes);
    } finally {
      // Nothing depends on its answer.
      this.#close(handle).catch(() => undefined);
    }
  }

  /** A file that is there is taken away first: opened only where none is, no link that somebody put there is followed. */
  async put(path: string, pieces: Pieces, durably: boolean): Promise<number> {
    const place = await this.#places.file(path);
    const removed = this.#unlink(place);
    const opened = this.#open(place, OPEN.write | OPEN.create | OPEN.exclusive);
    opened.catch(() => undefined);
    await removed;
    return this.#fill(await opened, place, pieces, { fromBytes: 0, durably });
  }

  async extend(path: string, fromBytes: number, pieces: Pieces): Promise<number> {
    const place = await this.#places.file(path);
    return this.#fill(await this.#open(place, OPEN.write), place, pieces, { fromBytes, durably: true });
  }

  async move(from: string, to: string): Promise<void> {
    const [source, target] = [await this.#places.file(from), await this.#places.file(to)];
    const refusal = await this.#rename(source, target);
    if (!refusal) return;
    // Servers say in several ways that they do not rename over a file: as a failure, or that there is one already.
    const mayBeInTheWay = refusal.status !== STATUS.noSuchFile && refusal.status !== STATUS.permissionDenied;
    const isInTheWay = mayBeInTheWay && (await this.#lstat(target)) !== undefined;
    if (!isInTheWay || (await this.#lstat(source)) === undefined) throw refusal;
    const steps = {
      move: (a: string, b: string) => this.#rename(a, b),
      clear: async (place: string) => {
        await this.#unlink(place);
      },
      errorOf: (refused: Refused) => refused,
    };
    await moveAround(steps, source, target, { refusal, replacement: { wentAside: false } });
    await this.#unlink(target + BACKUP_SUFFIX);
  }

  async remove(path: string): Promise<boolean> {
    const place = await orMissing(this.#places.file(path));
    return place !== undefined && this.#unlink(place);
  }

  async makeFolder(folder: string): Promise<void> {
    if ((await orMissing(this.#places.folder(folder))) !== undefined) return;
    const place = this.#places.asNamed(folder);
    // The one above is looked at first, so that no link can make folders outside the root.
    if (folder !== '') await this.makeFolder(folderOf(folder));
    else await this.#makeAbove(place);
    const refusal = await this.#makeOne(place);
    if ((await orMissing(this.#places.folder(folder))) === undefined) throw refusal ?? noFolder();
  }

  /** The folders in which the root lies; what cannot be made may be there. */
  async #makeAbove(root: string): Promise<void> {
    const names = root.split('/');
    for (let depth = 1; depth < names.length; depth++) {
      const above = names.slice(0, depth).join('/');
      if (above !== '' && above !== '.') await this.#makeOne(above);
    }
  }

  async #makeOne(place: string): Promise<Refused | undefined> {
    try {
      await this.session.request((sftp, answer) => sftp.mkdir(place, answer as () => void));
      return undefined;
    } catch (error) {
      if (error instanceof Refused) return error;
      throw error;
    }
  }

  async #fill(
    handle: Buffer,
    place: string,
    pieces: Pieces,
    { fromBytes, durably }: { readonly fromBytes: number; readonly durably: boolean },
  ): Promise<number> {
    try {
      const sentBytes = await writePieces(this.session, handle, fromBytes, pieces);
      if (durably) await this.#sync(handle);
      return sentBytes;
    } catch (error) {
      throw error instanceof Refused && error.status === STATUS.failure ? await this.#whyFull(place, error) : error;
    } finally {
      await this.#close(handle).catch(() => undefined);
    }
  }

  /** Gets a file onto the server's disk, where it knows how. */
  async #sync(handle: Buffer): Promise<void> {
    if (this.session.has('fsync@openssh.com'))
      await this.session.request((sftp, answer) => sftp.ext_openssh_fsync(handle, answer as () => void));
  }

  /** A server says no more than "Failure" where its disk is full; how much room there is can be asked for. */
  async #whyFull(place: string, refusal: Refused): Promise<Refused> {
    if (!this.session.has('statvfs@openssh.com')) return refusal;
    const folder = place.slice(0, place.lastIndexOf('/')) || '/';
    const room = this.session.request<{ readonly f_bavail?: number }>((sftp, answer) =>
      sftp.ext_openssh_statvfs(folder, answer as (error: Error | undefined, room: unknown) => void),
    );
    const free = await room.then(
      ({ f_bavail }) => f_bavail,
      () => undefined,
    );
    return free === 0 ? new Refused(refusal.status, 'the disk of the server is full') : refusal;
  }

  #open(place: string, flags: number): Promise<Buffer> {
    return this.session.request<Buffer>((sftp, answer) => sftp.open(place, flags, answer));
  }

  #close(handle: Buffer): Promise<unknown> {
    return this.session.request((sftp, answer) => sftp.close(handle, answer as () => void));
  }

  #lstat(place: string): Promise<Stats | undefined> {
    return orMissing(this.session.request<Stats>((sftp, answer) => sftp.lstat(place, answer)));
  }

  /** False where there was none. */
  async #unlink(place: string): Promise<boolean> {
    const done = this.session.request<true>((sftp, answer) => sftp.unlink(place, (error) => answer(error, true)));
    return (await orMissing(done)) ?? false;
  }

  /** Undefined where it was done. A server without `posix-rename` does not replace what is there. */
  async #rename(from: string, to: string): Promise<Refused | undefined> {
    const isPosix = this.session.has('posix-rename@openssh.com');
    try {
      await this.session.request((sftp, answer) =>
        isPosix ? sftp.ext_openssh_rename(from, to, answer as () => void) : sftp.rename(from, to, answer as () => void),
      );
      return undefined;
    } catch (error) {
      if (error instanceof Refused) return error;
      throw error;
    }
  }
}

function noFolder(): Refused {
  return new Refused(STATUS.noSuchFile, 'there is no such folder');
}

/** Undefined where the server says that there is no such thing. */
async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && error.status === STATUS.noSuchFile) return undefined;
    throw error;
  }
}
