import type { Entry } from '../../../domain/storage/store.js';
import { folderOf } from '../../names.js';
import type { Connection } from '../login/connection.js';
import { Refusal, saysMissing } from '../failure.js';
import { fetch, fetchInto } from './fetch.js';
import { readListing } from '../listing/content.js';
import { saysEmpty } from '../listing/empty.js';
import type { ListedLine } from '../listing/line.js';
import { machineForm } from '../listing/forms/machine.js';
import { secondsOf } from '../listing/stamp.js';
import { isUnknownCommand, type Reply } from './reply.js';
import { WireNames } from './wire-names.js';

const MAX_LISTING_BYTES = 64 * 1024 * 1024;

/**
 * Size and date of files on a server without SIZE, or whose MDTM is missing while MLST would tell: by MLST, else as the listing of
 * their folder has them, and where that has no sizes, by reading them.
 */
export async function statOtherwise(connection: Connection, paths: readonly string[]): Promise<(Entry | undefined)[]> {
  const facts = connection.abilities.mlsd === true ? await askFacts(connection, paths) : undefined;
  return facts ?? lookInListings(connection, paths);
}

/** By MLST, all of them together; undefined where the server has none. */
export async function askFacts(
  connection: Connection,
  paths: readonly string[],
): Promise<(Entry | undefined)[] | undefined> {
  const commands = paths.map((path) => connection.command('MLST', path));
  const replies = await connection.all(commands);
  if (replies.some(isUnknownCommand)) return undefined;
  return paths.map((path, i) => entryIn(connection, path, replies[i]!));
}

/** ` type=file;size=5;modify=20230301000400; /path` in the middle of the reply. */
function entryIn({ abilities }: Connection, path: string, reply: Reply): Entry | undefined {
  if (saysMissing(reply)) return undefined;
  if (reply.code >= 400) throw new Refusal(reply);
  const line = /^ ?([\w.-]+=[^;\r\n]*;[^\r\n]*)$/m.exec(reply.text)?.[1];
  const found = line === undefined ? undefined : machineForm.parse(line);
  if (found === undefined || found === 'ignore' || found.kind !== 'file' || found.sizeBytes === undefined)
    return undefined;
  return { path, sizeBytes: found.sizeBytes, modifiedS: inZone(found, abilities.zoneAheadS) };
}

function inZone({ modifiedS }: Pick<ListedLine, 'modifiedS'>, aheadS = 0): number | undefined {
  return modifiedS === undefined ? undefined : modifiedS - aheadS;
}

async function lookInListings(connection: Connection, paths: readonly string[]): Promise<(Entry | undefined)[]> {
  const found = new Map<string, Entry>();
  for (const folder of new Set(paths.map(folderOf))) {
    const here = paths.filter((path) => folderOf(path) === folder);
    for (const [path, entry] of await lookInListing(connection, folder, here)) found.set(path, entry);
  }
  if (!connection.abilities.mdtm) return paths.map((path) => found.get(path));
  const commands = paths.map((path) => connection.command('MDTM', path));
  const replies = await connection.all(commands);
  return paths.map((path, i) => {
    const entry = found.get(path);
    const { code, text } = replies[i]!;
    return entry && code === 213 ? { ...entry, modifiedS: secondsOf(text.slice(4)) } : entry;
  });
}

async function lookInListing(
  connection: Connection,
  folder: string,
  paths: readonly string[],
): Promise<Map<string, Entry>> {
  const found = new Map<string, Entry>();
  const entered = await connection.request(connection.command('CWD', folder));
  if (saysMissing(entered)) return found;
  if (entered.code >= 300) throw new Refusal(entered);
  const sizes = await sizesListed(connection);
  for (const path of paths) {
    const listed = sizes.get(connection.command('', path).split('/').at(-1)!);
    if (!listed) continue;
    const sizeBytes = listed.sizeBytes ?? (await count(connection, path));
    found.set(path, { path, sizeBytes, modifiedS: inZone(listed, connection.abilities.zoneAheadS) });
  }
  return found;
}

type Measured = Pick<ListedLine, 'sizeBytes' | 'modifiedS'>;

/** What the current folder has, by the bytes of the names. */
async function sizesListed(connection: Connection): Promise<Map<string, Measured>> {
  const machine = connection.abilities.mlsd === true;
  const sizes = new Map<string, Measured>();
  try {
    const { bytes } = await fetch(connection, machine ? 'MLSD' : 'LIST', MAX_LISTING_BYTES);
    // Names of no store: whatever they are, they are compared as the bytes that they were.
    const wire = new WireNames(() => undefined);
    const { files, doubtful } = readListing(bytes.toString('latin1'), machine, '', wire);
    for (const { names, kind, sizeBytes } of doubtful)
      if (kind === 'file') for (const name of names) sizes.set(wire.encode(name), { sizeBytes, modifiedS: undefined });
    for (const [name, entry] of files) sizes.set(wire.encode(name), entry);
  } catch (error) {
    if (!(error instanceof Refusal && saysEmpty(error.reply))) throw error;
  }
  return sizes;
}

/** How many bytes a file has that neither SIZE nor a listing measures. */
async function count(connection: Connection, path: string): Promise<number> {
  let sizeBytes = 0;
  await fetchInto(connection, connection.command('RETR', path), (bytes) => {
    sizeBytes += bytes.length;
    return undefined;
  });
  return sizeBytes;
}
