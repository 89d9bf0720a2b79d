import type { Client } from '../basic-ftp.js';
import { ActivePorts } from '../wire/active.js';
import { Refusal } from '../failure.js';
import type { FtpSettings } from '../options.js';
import { breakOff, Pipe } from '../wire/pipe.js';
import { isUnknownCommand } from '../wire/reply.js';
import { utf8Of } from '../wire/wire-names.js';
import type { Abilities } from './abilities.js';
import { greet } from './greet.js';
import { KEEP_ALIVE_MS } from '../wire/keep-alive.js';
import { withoutAtEnd } from '../../../domain/text/text-end.js';

/** Ports for the files that are asked for at once, and some that are being replaced. */
const STEADY_PORTS = 4;
const PACKET_PORTS = 16;

/** What a login gave. */
export interface Login {
  readonly client: Client;
  readonly pipe: Pipe;
  readonly ports: ActivePorts;
  /** The abilities' generation when it was made. */
  readonly generation: number;
  /** Makes ports of ours ready; false where the system gives none. */
  openPorts(): Promise<boolean>;
  /** Ends it: in order, or at once where commands are under way. */
  close(): void;
}

/**
 * Logs in: connect, USER, PASS, and then everything else together, which is half the round trips of basic-ftp's own
 * way. Every later command and reply carries one character per byte.
 */
export async function logIn(client: Client, settings: FtpSettings, abilities: Abilities): Promise<Login> {
  try {
    const greeting = await greet(client, settings, abilities);
    const isSecure = settings.secure !== false;
    recognise(abilities, greeting, isSecure);
    await client.login(settings.user, settings.password);
    client.ftp.encoding = 'latin1';
    client.ftp.socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const pipe = new Pipe(client.ftp, {
      onRoundTrip: (ms) => {
        abilities.roundTripMs = Math.min(abilities.roundTripMs, ms);
      },
      proven: abilities.proven,
      limits: abilities.limits,
    });
    await prepare(pipe, abilities, isSecure);
    abilities.root ??= await absoluteRoot(pipe, settings.root);
    const { generation } = abilities;
    const ports = new ActivePorts(client.ftp.socket.localAddress ?? '', client.ftp.socket.remoteAddress ?? '');
    const openPorts = (): Promise<boolean> =>
      ports.open(abilities.readAhead === 'packets' ? PACKET_PORTS : STEADY_PORTS);
    if (abilities.active === 'on') await openPorts();
    const close = (): void => {
      if (pipe.isBusy) breakOff(client.ftp);
      client.close();
      ports.close();
    };
    return { client, pipe, ports, generation, openPorts, close };
  } catch (error) {
    client.close();
    throw error;
  }
}

/** What the first greeting tells of a server; where it tells nothing, errors will. */
function recognise(abilities: Abilities, greeting: string, isSecure: boolean): void {
  if (abilities.halfClose !== undefined) return;
  // Having sent a file, it waits for our end of the data connection: one that is there already saves the round trip.
  abilities.halfClose = !isSecure && /\bproftpd\b/i.test(greeting);
  // It looks for commands while it sends a file, and refuses them; those that came in one packet it has read already.
  if (/\bpure-ftpd\b/i.test(greeting) && abilities.readAhead === 'steady') abilities.readAhead = 'packets';
}

/** Binary mode, UTF-8 names, protected data; and what the server offers, where that is not known yet. */
async function prepare(pipe: Pipe, abilities: Abilities, isSecure: boolean): Promise<void> {
  const commands = ['TYPE I', ...(isSecure ? ['PBSZ 0', 'PROT P'] : []), 'OPTS UTF8 ON'];
  if (abilities.facts !== undefined) commands.push(abilities.facts);
  if (abilities.mlsd === undefined) commands.push('FEAT');
  const [binary, ...others] = await pipe.all(commands, abilities.pipelining);
  // Who has no TYPE has no other than this one; what came in another one has another size.
  if (binary!.code >= 400 && !isUnknownCommand(binary!)) throw new Refusal(binary!);
  if (abilities.mlsd !== undefined) return;
  const features = others.at(-1)!.text;
  abilities.mlsd = /^\s*ML(ST|SD)\b/im.test(features);
  abilities.facts = factsToAskFor(features);
  if (abilities.facts !== undefined) await pipe.request(abilities.facts);
}

const FACTS = ['type', 'size', 'modify'];

/** `MLST type*;size;modify*;` names facts that are given where they have a star; the others only if they are asked for. */
function factsToAskFor(features: string): string | undefined {
  const facts = /^\s*MLST\s+(\S+)/im.exec(features)?.[1]?.toLowerCase().split(';') ?? [];
  if (!FACTS.some((fact) => facts.includes(fact))) return undefined;
  const offered = FACTS.filter((fact) => facts.includes(fact) || facts.includes(`${fact}*`));
  return `OPTS MLST ${offered.join(';')};`;
}

async function absoluteRoot(pipe: Pipe, root: string): Promise<string> {
  const relative = root
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
  if (root.startsWith('/') || root === '') return relative === '' ? '' : `/${relative}`;
  const reply = await pipe.request('PWD');
  if (reply.code >= 400) throw new Refusal(reply);
  const home = withoutAtEnd(folderIn(utf8Of(reply.text) ?? reply.text), '/');
  return `${home}/${relative}`;
}

/** The folder in `257 "/it has ""quotes""" is current` (RFC 959, appendix II), or in a reply that has none. */
function folderIn(text: string): string {
  const [, quoted] = /"((?:[^"]|"")*)"/.exec(text) ?? [];
  if (quoted !== undefined) return quoted.replaceAll('""', '"');
  const bare = text.slice(4).trim();
  return /\/\S*/.exec(bare)?.[0] ?? /^\S*/.exec(bare)![0];
}
