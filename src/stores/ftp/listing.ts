import { FileType, parseList } from 'basic-ftp';
import type { Entry } from '../../domain/store.js';
import { isSafeName, joinPath } from '../names.js';
import { secondsOf } from './stat.js';
import type { WireNames } from './wire-names.js';

/** What a folder holds, as far as it was listed. */
export interface FolderContent {
  readonly files: Map<string, Entry>;
  readonly folders: Set<string>;
  readonly unsafeNames: Set<string>;
}

/** One line of a listing: a name in the server's bytes, undefined where the line is none. */
interface ListedLine {
  readonly bytes: string;
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  readonly modifiedS: number | undefined;
}

type LineParser = (line: string) => ListedLine | 'ignore' | undefined;

/** Reads a listing (one character per byte). A name that cannot be used, and a line that is no entry, are told as unsafe. */
export function readListing(text: string, machine: boolean, folder: string, names: WireNames): FolderContent {
  const content: FolderContent = { files: new Map(), folders: new Set(), unsafeNames: new Set() };
  const parse: LineParser = machine ? machineLine : unixLine;
  for (const line of text.split('\n')) {
    const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
    const listed = bare === '' ? 'ignore' : parse(bare);
    if (listed === 'ignore') continue;
    const name = names.decode(folder, listed?.bytes ?? bare);
    if (!listed || !isSafeName(name) || listed.kind === 'other') content.unsafeNames.add(name);
    else if (listed.kind === 'folder') content.folders.add(name);
    else {
      const { sizeBytes, modifiedS } = listed;
      content.files.set(name, { path: joinPath(folder, name), sizeBytes, modifiedS });
    }
  }
  return content;
}

/** How many names a listing gave. */
export function countOf({ files, folders, unsafeNames }: FolderContent): number {
  return files.size + folders.size + unsafeNames.size;
}

/** `type=file;size=175;modify=20230301000400; name` (RFC 3659). */
function machineLine(line: string): ListedLine | 'ignore' | undefined {
  const space = line.indexOf(' ');
  const facts = line.slice(0, space).toLowerCase();
  if (space < 0 || (facts !== '' && !facts.endsWith(';'))) return undefined;
  const type = factOf(facts, 'type');
  if (type === 'cdir' || type === 'pdir') return 'ignore';
  const sizeBytes = Number(factOf(facts, 'size'));
  return {
    bytes: line.slice(space + 1),
    kind: type === 'dir' ? 'folder' : type === 'file' && Number.isSafeInteger(sizeBytes) ? 'file' : 'other',
    sizeBytes,
    modifiedS: secondsOf(factOf(facts, 'modify') ?? ''),
  };
}

function factOf(facts: string, name: string): string | undefined {
  const start = facts.startsWith(`${name}=`) ? 0 : facts.indexOf(`;${name}=`) + 1;
  if (start === 0 && !facts.startsWith(`${name}=`)) return undefined;
  return facts.slice(start + name.length + 1, facts.indexOf(';', start));
}

/** `-rw-r--r-- 1 ftp ftp 175 Mar 01 00:04 name`; its date has no seconds and no zone, and is not used. */
function unixLine(line: string): ListedLine | 'ignore' | undefined {
  if (/^total \d+$/.test(line) || / \.\.?$/.test(line)) return 'ignore';
  const [info] = parsedBy(line);
  if (!info) return undefined;
  const kind = info.type === FileType.File ? 'file' : info.type === FileType.Directory ? 'folder' : 'other';
  return { bytes: info.name, kind, sizeBytes: info.size, modifiedS: undefined };
}

function parsedBy(line: string): ReturnType<typeof parseList> {
  try {
    return parseList(line);
  } catch {
    return [];
  }
}
