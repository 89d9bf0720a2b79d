import type { Security, StoreLogin } from './login.js';
import type { FtpEvent } from './ftp/options.js';
import type { SftpEvent } from './sftp/options.js';
import type { ServerMemory } from './ftp/login/server-memory.js';

/** A folder on a server. */
export interface ServerPlace {
  readonly host: string;
  readonly port: number;
  /** Of FTP; SFTP is always secure. */
  readonly secure: Security;
  readonly path: string;
}

/** What stores of servers are opened with; each takes what it knows. */
export interface StoreMeans {
  readonly login: StoreLogin;
  readonly connections: number;
  /** Of FTP: whether the server makes data connections to us. */
  readonly active: 'auto' | boolean;
  /** PEM of a private authority of certificates. */
  readonly ca: string | undefined;
  /** Files of known hosts; false: any host key is taken. */
  readonly knownHosts: readonly string[] | false;
  /** What people are told to look at. */
  readonly advice: { readonly login: string; readonly hostKey: string };
  readonly onEvent: (event: FtpEvent | SftpEvent) => void;
  /** The server takes no more connections, and this store has none: whether another one gives way. */
  readonly onFull: () => boolean;
  /** What became known of servers: filled by the stores, and handed to the next one. */
  readonly servers: { memory?: ServerMemory };
  /** How long silence lasts, and how waits between attempts are made; a store's own ways unless given. */
  readonly patience:
    { readonly timeoutMs?: number; readonly sleep?: (delayMs: number) => Promise<unknown> } | undefined;
}
