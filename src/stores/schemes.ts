import type { Store } from '../domain/storage/store.js';
import type { ServerPlace, StoreMeans } from './server-place.js';

/** What opens stores of one kind of server. */
interface Opener {
  readonly openAt: (place: ServerPlace, means: StoreMeans) => Store;
}

/** What the beginning of an address means. */
export interface Scheme {
  readonly kind: 'ftp' | 'sftp';
  readonly port: number;
  /** Whether it means TLS; undefined where that is no question. */
  readonly isSecure: boolean | undefined;
  /** Whether `user@` may stand in an address. */
  readonly takesUser: boolean;
  /** What opens a store, loaded when it is first used. */
  readonly load: () => Promise<Opener>;
}

const ftp = { kind: 'ftp', port: 21, takesUser: false, load: () => import('./ftp/open.js') } as const;

/** Every scheme, in the order in which messages name them: a line a store. */
export const SCHEMES: Readonly<Record<string, Scheme>> = {
  ftp: { ...ftp, isSecure: false },
  ftps: { ...ftp, isSecure: true },
  ftpes: { ...ftp, isSecure: true },
  sftp: { kind: 'sftp', port: 22, isSecure: undefined, takesUser: true, load: () => import('./sftp/open.js') },
};
