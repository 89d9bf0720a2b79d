import type { RetryEvent } from '../protocol/retry.js';
import type { Security } from '../login.js';
import { ServerMemory } from './login/server-memory.js';

/**
 * A plainer way of talking: data connections made by us, files asked for by the packet, or one after the other, commands
 * one after the other, PASV instead of EPSV, data connections ended by the server first, files deleted without being
 * renamed first; TLS from the first byte on; a new login after so many commands; names in the current folder instead of paths.
 */
export type Fallback =
  | 'passive'
  | 'no-half-close'
  | 'packets'
  | 'no-read-ahead'
  | 'no-pipelining'
  | 'pasv'
  | 'no-leave-first'
  | 'implicit-tls'
  | 'few-commands'
  | 'names';

/** What a store tells while it works: nothing of it is an error yet. */
export type FtpEvent =
  | RetryEvent
  /** The server takes no more connections; the work goes on with these. */
  | { readonly kind: 'pool-shrunk'; readonly connections: number; readonly reason: string }
  /** The server refuses logins that come too often: so long none is made. */
  | { readonly kind: 'login-pause'; readonly waitS: number; readonly reason: string }
  /** The server does not bear a faster way of talking; a plainer one is used from now on. */
  | { readonly kind: 'fallback'; readonly to: Fallback; readonly reason: string }
  /** A name that is no UTF-8 was taken for latin1. */
  | { readonly kind: 'latin1'; readonly path: string }
  /** The server cut a listing short, to so many names. */
  | { readonly kind: 'listing-cut'; readonly folder: string; readonly names: number }
  /** Links that count as what they lead to. */
  | { readonly kind: 'links'; readonly folder: string; readonly links: number; readonly first: string }
  /** Names that are neither files nor folders, or that the server does not know when asked. */
  | { readonly kind: 'no-files'; readonly folder: string; readonly names: number; readonly first: string }
  /** Lines of a listing that are not understood, among others that are. */
  | { readonly kind: 'lines-unread'; readonly folder: string; readonly lines: number; readonly first: string }
  /** Listings and single dates are in different zones: so much is taken from those of listings. */
  | { readonly kind: 'zones'; readonly aheadS: number }
  /** A file came whole, as a look by another connection shows, though the server did not say so. */
  | { readonly kind: 'end-untold'; readonly path: string; readonly reason: string };

/** Whether the server makes data connections to us; 'auto': where it can, and that pays. */
export type ActiveMode = 'auto' | boolean;

export interface FtpStoreOptions {
  readonly host: string;
  /** 21 unless given, 990 with implicit TLS. */
  readonly port?: number;
  readonly user: string;
  readonly password: string;
  /** TLS, certificates checked: true or 'explicit' asks for it in clear, 'implicit' begins with it; false unless given. */
  readonly secure?: true | Security;
  /** PEM of a private authority to trust instead of the well-known ones. */
  readonly ca?: string | Buffer;
  /** The folder on the server that paths are relative to; absolute, or relative to where the login leads. */
  readonly root: string;
  /** At most so many connections at once, 1 to 32; 8 unless given. */
  readonly connections?: number;
  /**
   * Small files and listings come over data connections that the server makes to us, which saves a round trip each. 'auto',
   * unless given: one file is tried where that saves much, as routers and firewalls seldom let them through (see `tryActive`).
   * Not under TLS.
   */
  readonly active?: ActiveMode;
  /** Silence after which a connection is given up; 30,000 unless given. */
  readonly timeoutMs?: number;
  readonly onEvent?: (event: FtpEvent) => void;
  /** The server takes no more connections, and this store has none: whether another one gives way. */
  readonly onFull?: () => boolean;
  /** What servers turned out to bear: with the same one given to all stores of a process, each is found out once. */
  readonly servers?: ServerMemory;
  /** For the jitter, in [0, 1). */
  readonly random?: () => number;
  /** Waits between attempts; injected so that tests need not wait. */
  readonly sleep?: (delayMs: number) => Promise<unknown>;
}

/** The options with every default in its place. */
export interface FtpSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly secure: Security;
  readonly ca: string | Buffer | undefined;
  readonly root: string;
  readonly connections: number;
  readonly active: ActiveMode;
  readonly timeoutMs: number;
  readonly emit: (event: FtpEvent) => void;
  readonly onFull: () => boolean;
  readonly servers: ServerMemory;
  readonly random: () => number;
  readonly sleep: (delayMs: number) => Promise<unknown>;
}

const DEFAULT_PORT = 21;
const IMPLICIT_PORT = 990;
const DEFAULT_CONNECTIONS = 8;
const MAX_CONNECTIONS = 32;
const DEFAULT_TIMEOUT_MS = 30_000;

export function withDefaults(options: FtpStoreOptions): FtpSettings {
  const secure = options.secure === true ? 'explicit' : (options.secure ?? false);
  return {
    host: options.host,
    port: options.port ?? (secure === 'implicit' ? IMPLICIT_PORT : DEFAULT_PORT),
    user: options.user,
    password: options.password,
    secure,
    ca: options.ca,
    root: options.root,
    connections: Math.min(MAX_CONNECTIONS, Math.max(1, options.connections ?? DEFAULT_CONNECTIONS)),
    active: secure === false ? (options.active ?? 'auto') : false,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    emit: options.onEvent ?? (() => undefined),
    onFull: options.onFull ?? (() => false),
    servers: options.servers ?? new ServerMemory(),
    random: options.random ?? Math.random,
    sleep: options.sleep ?? ((delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs))),
  };
}
