import { PluvioError } from '../../../domain/errors.js';
import { joinPath } from '../../names.js';
import type { Connection } from '../login/connection.js';
import type { Doubtful, FolderContent } from './content.js';
import type { Pool } from '../login/pool.js';
import type { Reply } from '../wire/reply.js';
import { sizeInReply } from './line.js';

/** What the server says of a name: a file of so many bytes, a folder, or nothing that helps. */
type Found = { readonly name: string; readonly sizeBytes?: number | undefined } | undefined;

/**
 * Asks the server about the entries whose lines leave something open: SIZE of all names together, and CWD for those that have
 * none, also of what is listed as a file without one: not every VMS calls its folders `.DIR`. A link counts as what it leads to. Throws STORE_LISTING where the server knows none of the files that it listed.
 */
export async function resolveDoubtful(
  pool: Pool,
  connection: Connection,
  folder: string,
  content: FolderContent,
): Promise<FolderContent> {
  const doubtful = content.doubtful.splice(0);
  if (doubtful.length === 0) return content;
  const asFiles = await askAll(connection, folder, doubtful, 'SIZE');
  const asFolders = await askAll(
    connection,
    folder,
    doubtful.map((entry, i) => (asFiles[i] ? { ...entry, names: [] } : entry)),
    'CWD',
  );
  let { isBroken } = content;
  let unknown: Doubtful | undefined;
  for (const [i, entry] of doubtful.entries()) {
    const file = asFiles[i] ?? (asFolders[i] ? undefined : asListed(entry, connection));
    if (file) {
      const { name, sizeBytes } = file;
      content.files.set(name, { path: joinPath(folder, name), sizeBytes: sizeBytes!, modifiedS: undefined });
    } else if (asFolders[i]) content.folders.add(asFolders[i].name);
    else if (entry.isLast) isBroken = true;
    else {
      content.others.add(entry.names[0]!);
      if (entry.kind === 'file') unknown ??= entry;
    }
  }
  tellLinks(pool, folder, doubtful);
  if (unknown && content.files.size === 0) throw unknownFiles(folder, unknown);
  return { ...content, isBroken };
}

/** A file with a size in the listing, where the server has no SIZE to ask for. */
function asListed({ kind, names, sizeBytes, isLast }: Doubtful, { abilities }: Connection): Found {
  return kind === 'file' && sizeBytes !== undefined && !isLast && !abilities.size
    ? { name: names[0]!, sizeBytes }
    : undefined;
}

/** The first name of each entry that the server knows as a file, or a folder. */
async function askAll(
  connection: Connection,
  folder: string,
  entries: readonly Doubtful[],
  verb: 'SIZE' | 'CWD',
): Promise<Found[]> {
  const isAsked = ({ kind, sizeBytes }: Doubtful): boolean =>
    verb === 'SIZE' ? kind !== 'folder' && connection.abilities.size : kind !== 'file' || sizeBytes === undefined;
  const asked = entries.map((entry) => (isAsked(entry) ? entry.names : []));
  const commands = asked.flat().map((name) => connection.command(verb, joinPath(folder, name)));
  const { naming } = connection.abilities;
  const werePaths = !naming.byName && verb === 'SIZE';
  let replies = await connection.all(commands);
  // They have just been listed: a server that knows none of them may want their names alone.
  if (werePaths && replies.length > 0 && replies.every((reply, i) => naming.mayTry(commands[i]!, reply)))
    replies = await connection.all(commands);
  let at = 0;
  return asked.map((names) => {
    const answers = names.map((name) => ({ name, reply: replies[at++]! }));
    const known = answers.find(({ reply }) => isKnown(reply, verb));
    return known && { name: known.name, sizeBytes: sizeInReply(known.reply.text) };
  });
}

function isKnown(reply: Reply, verb: 'SIZE' | 'CWD'): boolean {
  return verb === 'SIZE' ? sizeInReply(reply.text) !== undefined : reply.code < 300;
}

function tellLinks(pool: Pool, folder: string, doubtful: readonly Doubtful[]): void {
  const links = doubtful.filter(({ kind }) => kind === 'link');
  if (links.length > 0) pool.tellOnce({ kind: 'links', folder, links: links.length, first: links[0]!.names[0]! });
}

function unknownFiles(folder: string, { names }: Doubtful): PluvioError {
  return new PluvioError(
    'STORE_LISTING',
    `Cannot list ${folder || 'the folder'}: the server lists ${JSON.stringify(names[0])}, and knows no file of that name when it is asked for its size; ` +
      'its listing is not understood, please report it',
    { file: folder },
  );
}
