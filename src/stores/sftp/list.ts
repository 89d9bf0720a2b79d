import type { FileEntryWithStats, Stats } from 'ssh2';
import { compareText } from '../../domain/text/compare-text.js';
import type { Entry, Listing } from '../../domain/storage/store.js';
import { isSafeName, joinPath } from '../names.js';
import { Refused, STATUS } from './failure.js';
import type { Places } from './places.js';
import type { Session } from './session.js';

/** Requests for more names under way at once: each brings some hundred. */
const NAMES_AHEAD = 8;

/**
 * The regular files in a folder. Unsafe names and links that lead to no folder inside the root are told apart and left out, as a
 * folder of this machine does; files that vanish meanwhile too.
 */
export async function listFolder(session: Session, places: Places, folder: string): Promise<Listing> {
  places.forget(folder);
  const there = await namesIn(session, places, folder);
  const entries: Entry[] = [];
  const unsafeNames: string[] = [];
  const folders: string[] = [];
  const linkNames: string[] = [];
  for (const { filename, attrs } of there ?? []) {
    if (filename === '.' || filename === '..') continue;
    if (!isSafeName(filename)) {
      if (!attrs.isDirectory()) unsafeNames.push(filename);
    } else if (attrs.isDirectory()) folders.push(filename);
    else if (attrs.isSymbolicLink()) linkNames.push(filename);
    else if (attrs.isFile()) entries.push(entryOf(joinPath(folder, filename), attrs));
  }
  const ends = await Promise.all(linkNames.map((name) => endOf(places, folder, name)));
  const links = linkNames.filter((_, i) => ends[i] === undefined);
  const linkEnds = new Map(linkNames.flatMap((name, i) => (ends[i] === undefined ? [] : [[name, ends[i]] as const])));
  return {
    entries,
    complete: true,
    unsafeNames,
    folders: [...folders, ...linkEnds.keys()].sort(compareText),
    ...(there === undefined && { isMissing: true as const }),
    ...(links.length > 0 && { links }),
    ...(linkEnds.size > 0 && { linkEnds }),
  };
}

export function entryOf(path: string, { size, mtime }: Stats): Entry {
  return { path, sizeBytes: size, modifiedS: mtime };
}

/** What lies in a folder; undefined where it is missing. */
async function namesIn(session: Session, places: Places, folder: string): Promise<FileEntryWithStats[] | undefined> {
  let handle: Buffer;
  try {
    const place = await places.folder(folder);
    handle = await session.request<Buffer>((sftp, answer) => sftp.opendir(place, answer));
  } catch (error) {
    if (error instanceof Refused && error.status === STATUS.noSuchFile) return undefined;
    throw error;
  }
  try {
    const names: FileEntryWithStats[] = [];
    const asked: Promise<FileEntryWithStats[] | undefined>[] = [];
    for (;;) {
      while (asked.length < NAMES_AHEAD) asked.push(moreNames(session, handle));
      const more = await asked.shift();
      if (more === undefined) break;
      names.push(...more);
    }
    await Promise.all(asked);
    return names;
  } finally {
    session.request((sftp, answer) => sftp.close(handle, answer as () => void)).catch(() => undefined);
  }
}

/** Some more names; undefined at their end. */
async function moreNames(session: Session, handle: Buffer): Promise<FileEntryWithStats[] | undefined> {
  const more = session.request<FileEntryWithStats[]>((sftp, answer) => sftp.readdir(handle, answer));
  try {
    return await more;
  } catch (error) {
    if (error instanceof Refused && error.status === STATUS.eof) return undefined;
    throw error;
  }
}

/** Where a link leads, as a path in the store; undefined where that is no folder inside it, or one that the link lies in. */
async function endOf(places: Places, folder: string, name: string): Promise<string | undefined> {
  try {
    const real = await places.real(places.asNamed(joinPath(folder, name)));
    const end = await places.within(real);
    const lies = await places.within(await places.folder(folder));
    if (end === undefined || end === '' || lies === undefined || `${lies}/`.startsWith(`${end}/`)) return undefined;
    return (await places.look(real))?.isDirectory() ? end : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
