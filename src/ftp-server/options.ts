import type { FtpBackend } from './backend.js';
import type { FaultFunction, FaultRule } from './faults.js';
import type { FtpHabits } from './habits.js';

/** What the server offers; a command that is off is unknown to it and not in FEAT. */
export interface FtpFeatures {
  readonly mlsd: boolean;
  readonly mdtm: boolean;
  readonly size: boolean;
  readonly epsv: boolean;
  /** Off: what arrives while a command is at work is lost, as on servers that cannot bear pipelining. */
  readonly pipelining: boolean;
}

export interface FtpServerOptions {
  readonly backend: FtpBackend;
  readonly user: string;
  readonly password: string;
  /** The clock, Unix seconds: LIST shows recent dates otherwise than old ones. */
  readonly nowS: () => number;
  /** Address to listen on; 127.0.0.1 unless given. */
  readonly host?: string;
  /** 0, a free one, unless given. */
  readonly port?: number;
  /** PEM; with them AUTH TLS is offered, or, with `implicit`, TLS spoken from the first byte on. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly implicit?: boolean };
  /** A control connection silent for so long is told 421, a data connection broken; 5 minutes unless given. */
  readonly idleTimeoutMs?: number;
  /** Further control connections are told 421; 256 unless given. */
  readonly maxConnections?: number;
  /** Everything is on unless given. */
  readonly features?: Partial<FtpFeatures>;
  /** The round trip to simulate: what a client sends arrives so much later. 0 unless given. */
  readonly latencyMs?: number;
  readonly habits?: FtpHabits;
  readonly faults?: FaultFunction | readonly FaultRule[];
}

/** Counters, live. */
export interface FtpServerStats {
  /** Commands by verb, refused ones included. */
  readonly commands: Record<string, number>;
  readonly connections: { open: number; total: number; refused: number };
  /** Transfers that ran to their end, and the bytes that went over data connections, broken ones included. */
  readonly transfers: {
    downloads: number;
    uploads: number;
    listings: number;
    sentBytes: number;
    receivedBytes: number;
  };
}

/** The options with every default in its place. */
export type ServerSettings = Required<Omit<FtpServerOptions, 'tls' | 'faults' | 'features'>> & {
  readonly features: FtpFeatures;
};

export function withDefaults(options: FtpServerOptions): ServerSettings {
  return {
    backend: options.backend,
    user: options.user,
    password: options.password,
    nowS: options.nowS,
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    idleTimeoutMs: options.idleTimeoutMs ?? 300_000,
    maxConnections: options.maxConnections ?? 256,
    features: { mlsd: true, mdtm: true, size: true, epsv: true, pipelining: true, ...options.features },
    latencyMs: options.latencyMs ?? 0,
    habits: options.habits ?? {},
  };
}
