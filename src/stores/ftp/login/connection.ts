import type { Client } from '../basic-ftp.js';
import type { ActivePorts } from '../wire/active.js';
import { Refusal } from '../failure.js';
import type { FtpSettings } from '../options.js';
import type { Pipe } from '../wire/pipe.js';
import type { Reply } from '../wire/reply.js';
import { utf8Of, type WireNames } from '../wire/wire-names.js';
import type { Abilities } from './abilities.js';
import { logIn } from './log-in.js';
import { Session } from './session.js';

/** A login, or several after each other where the server ends one after so many commands. One transfer or batch of commands at a time. */
export interface Connection {
  readonly client: Client;
  readonly pipe: Pipe;
  readonly ports: ActivePorts;
  readonly abilities: Abilities;
  /** The abilities' generation when its login was made. */
  readonly generation: number;
  /** Makes ports of ours ready; false where the system gives none. */
  openPorts(): Promise<boolean>;
  /** The absolute path, in the server's bytes. */
  place(path: string): string;
  /** `VERB /root/path`, likewise. */
  command(verb: string, path: string): string;
  /** Each command's last reply, in order; many at once where the server bears it. */
  all(commands: readonly string[]): Promise<Reply[]>;
  /** The command's last reply, also where it says no. */
  request(command: string): Promise<Reply>;
  /** A command as it is to be sent, so many in all with what goes with it (EPSV); undefined where `prepare` has to come first. */
  now(command: string, commands?: number): string | undefined;
  /** The same, after a new login or a CWD where that takes one. Throws a `Refusal` where the file's folder cannot be entered. */
  prepare(command: string, commands?: number): Promise<string>;
  /** Takes note of the last reply to a command that was sent otherwise, as it was sent. */
  note(command: string, reply: Reply): void;
  /** Ends it: in order, or at once where commands are under way. */
  close(): void;
}

/** Logs in: see `logIn`, `Session`. */
export async function connectTo(
  client: Client,
  settings: FtpSettings,
  abilities: Abilities,
  names: WireNames,
): Promise<Connection> {
  const session = new Session(await logIn(client, settings, abilities), settings, abilities);
  const root = Buffer.from(abilities.root ?? '', 'utf8').toString('latin1');
  const place = (path: string): string => `${root}/${names.encode(path)}`;
  return {
    get client() {
      return session.login.client;
    },
    get pipe() {
      return session.login.pipe;
    },
    get ports() {
      return session.login.ports;
    },
    get generation() {
      return session.login.generation;
    },
    abilities,
    openPorts: () => session.login.openPorts(),
    place,
    command: (verb, path) => `${verb} ${place(path)}`,
    all: (commands) => session.all(commands),
    request: (command) => session.request(command),
    now: (command, commands) => session.now(command, commands),
    prepare: (command, commands) => session.prepare(command, commands),
    note: (command, reply) => session.note(command, reply),
    close: () => session.close(),
  };
}

/** Asks the server, throwing a `Refusal` for a reply that says no. */
export async function demand(connection: Connection, command: string): Promise<string> {
  const reply = await connection.request(command);
  if (reply.code >= 400) throw new Refusal({ code: reply.code, text: utf8Of(reply.text) ?? reply.text });
  return reply.text;
}
