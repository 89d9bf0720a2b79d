import type { RetryEvent } from '../protocol/retry.js';
import type { PrivateKey } from '../login.js';

/** What an SFTP store tells while it works: nothing of it is an error yet. */
export type SftpEvent = RetryEvent;

/** What people are told to look at, in the words of whoever gave the options. */
export interface SftpAdvice {
  /** Where a login is refused. */
  readonly login: string;
  /** Where the key of a host is not known. */
  readonly hostKey: string;
}

export interface SftpStoreOptions {
  readonly host: string;
  /** 22 unless given. */
  readonly port?: number;
  readonly user: string;
  /** '': there is none. */
  readonly password: string;
  readonly key?: PrivateKey | undefined;
  /** Files of known hosts, as OpenSSH keeps them, of which the first is the one to add to; false: any host key is taken. */
  readonly knownHosts: readonly string[] | false;
  /** The folder that paths are relative to; absolute, or relative to where the login leads. */
  readonly root: string;
  /** Files dealt with at once, over one connection; 64 unless given. */
  readonly atOnce?: number;
  /** Silence after which a connection is given up; 30,000 unless given. */
  readonly timeoutMs?: number;
  readonly advice?: Partial<SftpAdvice>;
  readonly onEvent?: (event: SftpEvent) => void;
  /** For the jitter, in [0, 1). */
  readonly random?: () => number;
  /** Waits between attempts; injected so that tests need not wait. */
  readonly sleep?: (delayMs: number) => Promise<unknown>;
}

/** The options with every default in its place. */
export type SftpSettings = Readonly<Required<Omit<SftpStoreOptions, 'key' | 'advice' | 'onEvent'>>> & {
  readonly key: PrivateKey | undefined;
  readonly advice: SftpAdvice;
  readonly emit: (event: SftpEvent) => void;
};

export const SSH_PORT = 22;
const DEFAULT_AT_ONCE = 64;
const DEFAULT_TIMEOUT_MS = 30_000;

export function withDefaults(options: SftpStoreOptions): SftpSettings {
  return {
    host: options.host,
    port: options.port ?? SSH_PORT,
    user: options.user,
    password: options.password,
    key: options.key,
    knownHosts: options.knownHosts,
    root: options.root,
    atOnce: Math.max(1, options.atOnce ?? DEFAULT_AT_ONCE),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    advice: {
      login: 'check user, password and key',
      hostKey: 'see that it is the right one, then add it',
      ...options.advice,
    },
    emit: options.onEvent ?? (() => undefined),
    random: options.random ?? Math.random,
    sleep: options.sleep ?? ((delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs))),
  };
}

/** `sftp://user@host[:port]`, as messages show it. */
export function serverText({ host, port, user }: Pick<SftpSettings, 'host' | 'port' | 'user'>): string {
  const shown = host.includes(':') ? `[${host}]` : host;
  return `sftp://${user}@${shown}${port === SSH_PORT ? '' : `:${port}`}`;
}
