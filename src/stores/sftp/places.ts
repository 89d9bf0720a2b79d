import type { Stats } from 'ssh2';
import { PluvioError } from '../../domain/errors.js';
import { folderOf, joinPath, nameOf } from '../names.js';
import { Refused, STATUS } from './failure.js';
import type { Session } from './session.js';

/** Where a store's paths lie on the server. Links inside the root are followed as far as folders go, links out of it never. */
export class Places {
  /** Folders that are known to lie inside, by their path in the store. */
  readonly #known = new Map<string, Promise<string>>();

  constructor(
    private readonly session: Session,
    /** Absolute, or relative to where the login leads. */
    private readonly root: string,
  ) {}

  /** The folder's place. Rejects with a refusal where it is not there, with STORE_NAME where a link leads out of the root. */
  folder(folder: string): Promise<string> {
    const known = this.#known.get(folder);
    if (known) return known;
    const asked = this.#ask(folder);
    this.#known.set(folder, asked);
    // What is not there now may be made.
    asked.catch(() => this.#known.delete(folder));
    return asked;
  }

  /** The place of the file `path`, which need not be there; its folder has to. */
  async file(path: string): Promise<string> {
    return `${await this.folder(folderOf(path))}/${nameOf(path)}`;
  }

  /** As it was asked for, links or no links. */
  asNamed(folder: string): string {
    return joinPath(this.root === '' ? '.' : this.root.replace(/(?<=.)\/+$/, ''), folder).replace(/^\/\/+/, '/');
  }

  /** The next look at a folder asks anew. */
  forget(folder: string): void {
    this.#known.delete(folder);
  }

  /** What is at a place, a link followed; undefined where nothing is. */
  async look(place: string): Promise<Stats | undefined> {
    try {
      return await this.session.request<Stats>((sftp, answer) => sftp.stat(place, answer));
    } catch (error) {
      if (error instanceof Refused && error.status === STATUS.noSuchFile) return undefined;
      throw error;
    }
  }

  /** Where a place really is. */
  real(place: string): Promise<string> {
    return this.session.request<string>((sftp, answer) => sftp.realpath(place, answer));
  }

  /** The path in the store of a real place; undefined where that is outside. */
  async within(real: string): Promise<string | undefined> {
    const top = await this.folder('');
    if (real === top) return '';
    const start = top.endsWith('/') ? top : `${top}/`;
    return real.startsWith(start) ? real.slice(start.length) : undefined;
  }

  async #ask(folder: string): Promise<string> {
    const real = await this.real(this.asNamed(folder));
    // Some servers give a real path to what is not there.
    const found = await this.look(real);
    if (!found?.isDirectory()) throw new Refused(STATUS.noSuchFile, 'there is no such folder');
    if (folder !== '' && (await this.within(real)) === undefined)
      throw new PluvioError('STORE_NAME', `Cannot use the folder ${folder}: it is a link that leads out of the root`, {
        file: folder,
      });
    return real;
  }
}
