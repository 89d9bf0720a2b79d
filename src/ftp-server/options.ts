import type { FtpBackend, FtpEntry } from './backend.js';
import type { FaultFunction, FaultRule } from './faults.js';

/** What the server offers; a command that is off is unknown to it and not in FEAT. */
export interface FtpFeatures {
  readonly mlsd: boolean;
  readonly mdtm: boolean;
  readonly size: boolean;
  readonly epsv: boolean;
  /** Off: what arrives while a command is at work is lost, as on servers that cannot bear pipelining. */
  readonly pipelining: boolean;
}

/** Ways of servers, and of what stands in front of them, that differ from the usual; nothing of it is a fault. */
export interface FtpHabits {
  /** The lines of a LIST, without their ends, instead of those of `ls -l`. */
  readonly listLines?: (entries: readonly FtpEntry[], nowS: number) => readonly string[];
  /** One line of MLSD. */
  readonly factLine?: (entry: FtpEntry) => string;
  /** FEAT's words about MLST. */
  readonly facts?: string;
  /** How names go over the line: UTF-8 unless given; with latin1 a name has a character for every byte. */
  readonly encoding?: 'utf8' | 'latin1';
  /** The reply to EPSV for a port that is awaited, text after the code; another port in it leads nowhere. */
  readonly extendedPassive?: (port: number) => { readonly code: number; readonly text: string };
  /** What a firewall does to a control connection on which a command comes before the reply to the one before. */
  readonly whenTogether?: 'reset' | 'end' | 'silence';
  /** How far ahead of those of MDTM the dates of MLSD and MLST are. */
  readonly listingAheadS?: number;
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
