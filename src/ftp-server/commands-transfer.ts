import { setTimeout as sleep } from 'node:timers/promises';
import type { FtpEntry, FtpSink } from './backend.js';
import type { ClientState, Command, CommandTable, Invocation } from './client-state.js';
import type { Cut, DataConnection } from './data-connection.js';
import type { FaultAction } from './faults.js';
import { factLine, later, nameLine, unixLine, type EntryFormat } from './listing.js';
import type { FtpHabits } from './habits.js';
import type { ServerSettings } from './options.js';
import { Refusal, reply, type Reply } from './reply.js';
import { splitPath } from './virtual-path.js';

const LISTING_CHUNK_BYTES = 65_536;
/** How much later the data comes than the reply that tells its end, with that habit. */
const EARLY_MS = 15;

/** What moves bytes over a data connection. */
export const transferCommands: CommandTable = {
  PASV: {
    argument: 'none',
    async run(client, { fault }) {
      const port = await listen(client);
      const own = client.localAddress.replace(/^::ffff:/, '');
      const host = fault?.kind === 'wrong-address' ? fault.host : own;
      if (host.includes(':')) throw new Refusal(522, 'PASV knows IPv4 only; use EPSV.');
      return reply(227, `Entering Passive Mode (${host.replaceAll('.', ',')},${port >> 8},${port & 255}).`);
    },
  },
  EPSV: {
    argument: 'text',
    feature: 'epsv',
    async run(client, { argument }) {
      if (/^ALL$/i.test(argument)) return reply(200, 'EPSV ALL ok.');
      const port = await listen(client);
      const { extendedPassive } = client.settings.habits;
      const { code, text } = extendedPassive?.(port) ?? {
        code: 229,
        text: `Entering Extended Passive Mode (|||${port}|)`,
      };
      return reply(code, text);
    },
  },
  LIST: listing(({ habits: { listLines } }) => listLines ?? linesBy(unixLine)),
  NLST: listing(() => linesBy(nameLine)),
  MLSD: { ...listing(({ habits }) => factLines(habits)), argument: 'optional-path', feature: 'mlsd' },
  RETR: {
    argument: 'path',
    usesData: true,
    async run(client, { path, fault }) {
      const { backend } = client.settings;
      if ((await backend.stat(path))?.kind !== 'file') throw new Refusal(550, `${path}: No such file.`);
      const startBytes = takeRestart(client);
      const ended = await transfer(client, 'sentBytes', fault, async (data, cut) =>
        data.send(slowed(await backend.read(path, startBytes), fault, data.closed), cut),
      );
      client.stats.transfers.downloads++;
      return ended;
    },
  },
  STOR: {
    argument: 'path',
    usesData: true,
    run: (client, { path, fault }) => receive(client, path, takeRestart(client), fault),
  },
  APPE: {
    argument: 'path',
    usesData: true,
    async run(client, { path, fault }) {
      const there = await client.settings.backend.stat(path);
      return receive(client, path, there?.sizeBytes ?? 0, fault);
    },
  },
};

/** The bytes as a fault lets them out. */
async function* slowed(
  bytes: AsyncIterable<Uint8Array>,
  fault: FaultAction | undefined,
  closed: Promise<void>,
): AsyncGenerator<Uint8Array> {
  if (fault?.kind !== 'stall' && fault?.kind !== 'trickle') {
    yield* bytes;
    return;
  }
  let leftBytes = fault.kind === 'stall' ? fault.afterBytes : Infinity;
  for await (const chunk of bytes) {
    const step = fault.kind === 'trickle' ? fault.bytes : Math.max(1, leftBytes);
    for (let at = 0; at < chunk.length; at += step) {
      if (leftBytes <= 0) {
        await closed;
        return;
      }
      yield chunk.subarray(at, Math.min(at + step, chunk.length, at + leftBytes));
      leftBytes -= step;
      if (fault.kind === 'trickle') await sleep(fault.everyMs, undefined, { ref: false });
    }
  }
}

async function listen(client: ClientState): Promise<number> {
  client.passive?.close();
  client.passive = await client.openPassive();
  return client.passive.port;
}

function takeRestart(client: ClientState): number {
  const bytes = client.restartBytes;
  client.restartBytes = 0;
  return bytes;
}

/** Opens the data connection, announces it with 150, runs the transfer and gives its final reply. */
async function transfer(
  client: ClientState,
  counter: 'sentBytes' | 'receivedBytes',
  fault: FaultAction | undefined,
  run: (data: DataConnection, cut: Cut | undefined) => Promise<void>,
): Promise<Reply | undefined> {
  const cut = fault?.kind === 'cut' ? fault : undefined;
  const data = await client.openData();
  client.send(reply(150, 'Opening data connection.'));
  const endsEarly = client.settings.habits.endsEarly === true && counter === 'sentBytes';
  if (endsEarly) {
    client.send(reply(226, 'Transfer complete.'));
    await sleep(EARLY_MS, undefined, { ref: false });
  }
  try {
    await run(data, cut);
  } catch (error) {
    data.reset();
    if (cut?.how !== 'reset') throw error;
  } finally {
    client.data = undefined;
    client.stats.transfers[counter] += data.bytes;
  }
  if (endsEarly) return undefined;
  const code = cut?.code ?? (cut?.how === 'reset' ? 426 : 226);
  return reply(code, code < 400 ? 'Transfer complete.' : 'Transfer aborted.');
}

async function receive(
  client: ClientState,
  path: string,
  keepBytes: number,
  fault: FaultAction | undefined,
): Promise<Reply | undefined> {
  const { backend } = client.settings;
  if (keepBytes > ((await backend.stat(path))?.sizeBytes ?? 0)) throw new Refusal(554, 'REST lies past the end.');
  let sink: FtpSink | undefined;
  try {
    const ended = await transfer(client, 'receivedBytes', fault, async (data, cut) => {
      sink = await backend.write(path, keepBytes);
      await data.receive(sink, cut);
    });
    client.stats.transfers.uploads++;
    return ended;
  } finally {
    await sink?.close();
  }
}

type Lines = NonNullable<FtpHabits['listLines']>;

function linesBy(format: EntryFormat): Lines {
  return (entries, nowS) => entries.map((entry) => format(entry, nowS));
}

function factLines({ factLine: line, listingAheadS = 0 }: FtpHabits): Lines {
  return (entries, nowS) => entries.map((entry) => (line ? line(entry) : factLine(later(entry, listingAheadS), nowS)));
}

function listing(linesOf: (settings: ServerSettings) => Lines): Command {
  return {
    argument: 'flags-and-path',
    usesData: true,
    async run(client, { path, fault }: Invocation) {
      const all = await entriesOf(client, path);
      const extra = fault?.kind === 'extra-names' ? fault.names.map((name) => extraEntry(name, client)) : [];
      const shown = fault?.kind === 'short-listing' ? all.slice(0, fault.entries) : [...all, ...extra];
      const { habits, nowS } = client.settings;
      const source = asBytes(linesOf(client.settings)(shown, nowS()), habits.encoding);
      const ended = await transfer(client, 'sentBytes', fault, (data, cut) => data.send(source, cut));
      client.stats.transfers.listings++;
      return shown.length < all.length ? reply(226, `Output truncated to ${shown.length} matches.`) : ended;
    },
  };
}

async function entriesOf({ settings: { backend } }: ClientState, path: string): Promise<readonly FtpEntry[]> {
  const found = await backend.stat(path);
  if (!found) throw new Refusal(550, `${path}: No such file or directory.`);
  return found.kind === 'folder' ? backend.list(path) : [{ name: splitPath(path).name, ...found }];
}

function extraEntry(name: string, { settings }: ClientState): FtpEntry {
  return { name, kind: 'file', sizeBytes: 5, modifiedS: settings.nowS() };
}

async function* asBytes(
  lines: readonly string[],
  encoding: FtpHabits['encoding'] = 'utf8',
): AsyncGenerator<Uint8Array> {
  let text = '';
  for (const line of lines) {
    text += `${line}\r\n`;
    if (text.length < LISTING_CHUNK_BYTES) continue;
    yield await Promise.resolve(Buffer.from(text, encoding));
    text = '';
  }
  yield Buffer.from(text, encoding);
}
