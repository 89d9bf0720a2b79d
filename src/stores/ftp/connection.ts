import type { Client } from 'basic-ftp';
import { ActivePorts, type ActiveState } from './active.js';
import { ActiveRefused, HalfCloseBroken, PassiveRefusal, PipeliningBroken, Refusal } from './failure.js';
import type { Fallback, FtpEvent, FtpSettings } from './options.js';
import type { PassiveCommand } from './passive.js';
import { breakOff, Pipe } from './pipe.js';
import type { ReadAhead } from './send-ahead.js';
import { utf8Of, type WireNames } from './wire-names.js';

/** What the server turned out to bear; shared by all connections of a store, and, but for `active`, only ever lowered. */
export interface Abilities {
  /** Commands may be sent before the replies to earlier ones. */
  pipelining: boolean;
  /** The next file may be asked for while one is under way. */
  readAhead: ReadAhead;
  /** Our side of a data connection is ended before the file comes; undefined until the server was greeted. */
  halfClose: boolean | undefined;
  /** See `tryActive`. */
  active: ActiveState;
  /** From a command to its reply, the shortest time seen. */
  roundTripMs: number;
  passive: PassiveCommand;
  /** Undefined until the server was asked. */
  mlsd: boolean | undefined;
  /** Files may be renamed before they are deleted. */
  leaveFirst: boolean;
  /** Whether a file was deleted: until then only one is tried. */
  hasDeleted: boolean;
  /** How often anything was lowered. */
  generation: number;
  /** Whether the server's greeting was looked at. */
  isRecognised: boolean;
  /** The store's root as an absolute path, without a slash at its end; undefined until the first login. */
  root: string | undefined;
}

/** Ports for the files that are asked for at once, and some that are being replaced. */
const STEADY_PORTS = 4;
const PACKET_PORTS = 16;

export const BEST_ABILITIES: Abilities = {
  pipelining: true,
  readAhead: 'steady',
  halfClose: undefined,
  active: 'untried',
  roundTripMs: Infinity,
  passive: 'EPSV',
  mlsd: undefined,
  leaveFirst: true,
  hasDeleted: false,
  generation: 0,
  isRecognised: false,
  root: undefined,
};

/** A login. One transfer or batch of commands at a time. */
export interface Connection {
  readonly client: Client;
  readonly pipe: Pipe;
  readonly ports: ActivePorts;
  readonly abilities: Abilities;
  /** The abilities' generation when it was made. */
  readonly generation: number;
  /** Makes ports of ours ready; false where the system gives none. */
  openPorts(): Promise<boolean>;
  /** The absolute path, in the server's bytes. */
  place(path: string): string;
  /** `VERB /root/path`, likewise. */
  command(verb: string, path: string): string;
  /** Ends it: in order, or at once where commands are under way. */
  close(): void;
}

/**
 * Logs in: connect, USER, PASS, and then everything else together, which is half the round trips of basic-ftp's own
 * way. Every later command and reply carries one character per byte.
 */
export async function connectTo(
  client: Client,
  settings: FtpSettings,
  abilities: Abilities,
  names: WireNames,
): Promise<Connection> {
  try {
    const greeting = await client.connect(settings.host, settings.port);
    recognise(abilities, greeting.message, settings.secure);
    // The host is for checking the certificate, on data connections too.
    if (settings.secure)
      await client.useTLS({ host: settings.host, ...(settings.ca === undefined ? {} : { ca: settings.ca }) });
    await client.login(settings.user, settings.password);
    client.ftp.encoding = 'latin1';
    const pipe = new Pipe(client.ftp, (ms) => {
      abilities.roundTripMs = Math.min(abilities.roundTripMs, ms);
    });
    await prepare(pipe, abilities, settings.secure);
    abilities.root ??= await absoluteRoot(client, settings.root);
    const root = Buffer.from(abilities.root, 'utf8').toString('latin1');
    const place = (path: string): string => `${root}/${names.encode(path)}`;
    const { generation } = abilities;
    const ports = new ActivePorts(client.ftp.socket.localAddress ?? '', client.ftp.socket.remoteAddress ?? '');
    const openPorts = (): Promise<boolean> =>
      ports.open(abilities.readAhead === 'packets' ? PACKET_PORTS : STEADY_PORTS);
    if (abilities.active === 'on') await openPorts();
    const command = (verb: string, path: string): string => `${verb} ${place(path)}`;
    const close = (): void => {
      if (pipe.isBusy) breakOff(client.ftp);
      client.close();
      ports.close();
    };
    return { client, pipe, ports, abilities, generation, openPorts, place, command, close };
  } catch (error) {
    client.close();
    throw error;
  }
}

/** What the first greeting tells of a server; where it tells nothing, errors will. */
function recognise(abilities: Abilities, greeting: string, secure: boolean): void {
  if (abilities.halfClose !== undefined) return;
  // Having sent a file, it waits for our end of the data connection: one that is there already saves the round trip.
  abilities.halfClose = !secure && /\bproftpd\b/i.test(greeting);
  // It looks for commands while it sends a file, and refuses them; those that came in one packet it has read already.
  if (/\bpure-ftpd\b/i.test(greeting)) abilities.readAhead = 'packets';
}

/** Binary mode, UTF-8 names, protected data; and what the server offers, where that is not known yet. */
async function prepare(pipe: Pipe, abilities: Abilities, secure: boolean): Promise<void> {
  const commands = ['TYPE I', ...(secure ? ['PBSZ 0', 'PROT P'] : []), 'OPTS UTF8 ON'];
  if (abilities.mlsd === undefined) commands.push('FEAT');
  const [binary, ...others] = await pipe.all(commands, abilities.pipelining);
  if (binary!.code >= 400) throw new Refusal(binary!);
  abilities.mlsd ??= /^\s*ML(ST|SD)\b/im.test(others.at(-1)!.text);
}

async function absoluteRoot(client: Client, root: string): Promise<string> {
  const relative = root
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
  if (root.startsWith('/') || root === '') return relative === '' ? '' : `/${relative}`;
  const home = (await client.pwd()).replace(/\/+$/, '');
  return `${home}/${relative}`;
}

/** Asks the server, throwing a `Refusal` for a reply that says no. */
export async function demand(connection: Connection, command: string): Promise<string> {
  const reply = await connection.pipe.request(command);
  if (reply.code >= 400) throw new Refusal({ code: reply.code, text: utf8Of(reply.text) ?? reply.text });
  return reply.text;
}

/**
 * Lowers what is asked of the server where an error shows that it could not bear it; false where it shows none. An
 * error of a connection made before the last lowering says nothing new.
 */
export function lower(
  connection: Pick<Connection, 'abilities' | 'generation'>,
  error: unknown,
  emit: (event: FtpEvent) => void,
): boolean {
  const { abilities, generation } = connection;
  if (!showsALimit(error)) return false;
  if (generation < abilities.generation) return true;
  const to = plainer(abilities, error);
  if (!to) return false;
  if (to === 'pasv') abilities.passive = 'PASV';
  else if (to === 'passive') abilities.active = 'off';
  else if (to === 'no-half-close') abilities.halfClose = false;
  else if (to === 'packets') abilities.readAhead = 'packets';
  else if (to === 'no-read-ahead') abilities.readAhead = 'none';
  else abilities.pipelining = false;
  abilities.generation++;
  emit({ kind: 'fallback', to, reason: error.message });
  return true;
}

type Limit = PipeliningBroken | PassiveRefusal | HalfCloseBroken | ActiveRefused;

const LIMITS = [PipeliningBroken, PassiveRefusal, HalfCloseBroken, ActiveRefused];

function showsALimit(error: unknown): error is Limit {
  return LIMITS.some((limit) => error instanceof limit);
}

function plainer(abilities: Abilities, error: Limit): Fallback | undefined {
  if (error instanceof ActiveRefused) return 'passive';
  if (error instanceof HalfCloseBroken) return 'no-half-close';
  const unknownCommand = error instanceof PassiveRefusal && error.code >= 500 && error.code !== 503;
  if (unknownCommand) return abilities.passive === 'EPSV' ? 'pasv' : undefined;
  if (abilities.readAhead === 'steady' && error instanceof PipeliningBroken && error.tooEarly) return 'packets';
  if (abilities.readAhead !== 'none') return 'no-read-ahead';
  return abilities.pipelining ? 'no-pipelining' : undefined;
}
