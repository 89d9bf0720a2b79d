import type { DataConnection } from './data-connection.js';
import type { FtpServerStats, ServerSettings } from './options.js';
import type { PassivePort } from './passive-port.js';
import type { Reply } from './reply.js';
import type { FaultAction } from './faults.js';

/** One client as its commands see and change it. */
export interface ClientState {
  readonly settings: ServerSettings;
  readonly stats: FtpServerStats;
  /** The server's address on the control connection, as Node writes it. */
  readonly localAddress: string;
  readonly tls: { readonly offered: boolean; readonly active: boolean };
  cwd: string;
  userName: string | undefined;
  loggedIn: boolean;
  /** PROT P was given: data connections are encrypted. */
  protectData: boolean;
  /** Set by RNFR for the RNTO that must follow. */
  renameFrom: string | undefined;
  /** Set by REST for the transfer that follows. */
  restartBytes: number;
  passive: PassivePort | undefined;
  /** Set while a transfer runs. */
  data: DataConnection | undefined;
  /** Throws a refusal where one more login is too many for now. */
  countLogin(): void;
  /** Sends a reply ahead of the command's final one. */
  send(reply: Reply): void;
  /** A port to await the client's data connection on. */
  openPassive(): Promise<PassivePort>;
  /** The client's data connection, ready to use; 425 when there is none. */
  openData(): Promise<DataConnection>;
  /** Sends the reply, then goes on under TLS. */
  startTls(reply: Reply): void;
}

/** A command about to run. */
export interface Invocation {
  readonly argument: string;
  /** Absolute and normalised; '' for a command without a path. */
  readonly path: string;
  readonly fault: FaultAction | undefined;
}

export interface Command {
  /** What the argument is. A path is resolved before the command runs; where it may be left out, it is the current folder. */
  readonly argument: 'none' | 'text' | 'path' | 'optional-path' | 'flags-and-path';
  /** Allowed before the login. */
  readonly open?: boolean;
  /** Moves bytes over the data connection; when it is refused, the awaited connection is given up. */
  readonly usesData?: boolean;
  /** The name under which it can be switched off. */
  readonly feature?: keyof ServerSettings['features'];
  /** Gives the final reply; `undefined` when it was sent already. */
  readonly run: (client: ClientState, invocation: Invocation) => Reply | undefined | Promise<Reply | undefined>;
}

export type CommandTable = Readonly<Record<string, Command>>;
