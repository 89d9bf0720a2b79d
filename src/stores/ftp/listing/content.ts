import type { Entry } from '../../../domain/storage/store.js';
import { isSafeName, joinPath } from '../../names.js';
import { LISTING_FORMS, MACHINE_FORMS } from './forms.js';
import type { ListedLine, ListingForm } from './line.js';
import { joinWrapped } from './forms/vms.js';
import { utf8Of, type WireNames } from '../wire/wire-names.js';

/** What a folder holds, as far as it was listed. */
export interface FolderContent {
  readonly files: Map<string, Entry>;
  readonly folders: Set<string>;
  readonly unsafeNames: Set<string>;
  /** Neither files nor folders: devices, sockets, links that lead nowhere. */
  readonly others: Set<string>;
  /** Entries that the server has to be asked about: see `resolveDoubtful`. */
  readonly doubtful: Doubtful[];
  /** Lines that are in no form that is known, for messages. */
  readonly unread: readonly string[];
  /** Whether the last line breaks off and is none. */
  readonly isBroken: boolean;
}

/** An entry whose kind, size or name its line leaves open. */
export interface Doubtful {
  /** What it may be called, the likeliest first. */
  readonly names: readonly string[];
  readonly kind: ListedLine['kind'];
  readonly sizeBytes: number | undefined;
  /** Whether its line is the last one and has no end: it may be cut in its name. */
  readonly isLast: boolean;
}

/** Enough lines to tell a form by. */
const TELLING_LINES = 100;
const SHOWN_CHARACTERS = 120;
/** `total 8`, in any language. */
const TOTAL = /^[^ \t\d][^ \t]*(?:[ \t][^ \t\d][^ \t]*){0,2}:?[ \t]+\d[\d.,]*[ \t]?[KMGT]?(?:i?B)?$/i;

export function emptyContent(): FolderContent {
  return {
    files: new Map(),
    folders: new Set(),
    unsafeNames: new Set(),
    others: new Set(),
    doubtful: [],
    unread: [],
    isBroken: false,
  };
}

/** Reads a listing (one character per byte), a `machine`'s (MLSD) or one of the many that LIST gives. A name that cannot be used is told as unsafe. */
export function readListing(text: string, machine: boolean, folder: string, names: WireNames): FolderContent {
  const lines = linesOf(text, machine);
  const isCut = text !== '' && !text.endsWith('\n');
  const form = formOf(lines, machine ? MACHINE_FORMS : LISTING_FORMS);
  const content = emptyContent();
  const listed: Listed[] = [];
  const unread: string[] = [];
  let isBroken = false;
  for (const [i, text] of lines.entries()) {
    const isLast = isCut && i === lines.length - 1;
    const line = form?.parse(text);
    if (line === 'ignore' || (!line && isHeading(text, i, form))) continue;
    if (line) listed.push({ line: bare(line), isLast });
    else if (isLast && listed.length > 0) isBroken = true;
    else unread.push(shown(text));
  }
  place(machine ? listed : undated(listed), folder, names, content);
  return { ...content, unread, isBroken };
}

/** How many names a listing gave. */
export function countOf({ files, folders, unsafeNames, others, doubtful }: FolderContent): number {
  return files.size + folders.size + unsafeNames.size + others.size + doubtful.length;
}

function linesOf(text: string, machine: boolean): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (whole !== '') lines.push(whole);
  }
  return machine ? lines : joinWrapped(lines);
}

/** The form that understands most of the first lines; undefined where none understands any. */
function formOf(lines: readonly string[], forms: readonly ListingForm[]): ListingForm | undefined {
  const telling = lines.slice(0, TELLING_LINES);
  let best: ListingForm | undefined;
  let most = 0;
  for (const form of forms) {
    const understood = telling.filter((line) => form.parse(line) !== undefined).length;
    if (understood > most) [best, most] = [form, understood];
    if (most === telling.length) break;
  }
  return best;
}

function isHeading(line: string, at: number, form: ListingForm | undefined): boolean {
  if (/^[ \t]*$/.test(line) || (at === 0 && TOTAL.test(line))) return true;
  return form ? (form.heading?.test(line) ?? false) : LISTING_FORMS.some(({ heading }) => heading?.test(line));
}

/** Some servers begin names with `./`, as `ls -d ./*` does, and end those of folders with a slash (`ls -p`). */
function bare(listed: ListedLine): ListedLine {
  const line = /^\.\/[^/]/.test(listed.name) ? { ...listed, name: listed.name.slice(2) } : listed;
  const { name, kind } = line;
  if (!name.endsWith('/') || name === '/' || (kind !== 'folder' && kind !== 'unknown')) return line;
  return { ...line, name: name.slice(0, -1), kind: 'folder' };
}

interface Listed {
  readonly line: ListedLine;
  readonly isLast: boolean;
}

/** LIST's dates are in no certain zone, or not of the file: MDTM tells them. */
function undated(listed: readonly Listed[]): Listed[] {
  return listed.map(({ line, isLast }) => ({ line: { ...line, modifiedS: undefined }, isLast }));
}

/** Puts every entry under its name. A name that is no UTF-8 does not become one that is. */
function place(listed: readonly Listed[], folder: string, names: WireNames, content: FolderContent): void {
  const decoded = listed.map(({ line }) => names.decode(folder, line.name));
  const taken = decoded.includes(undefined) ? new Set(decoded) : undefined;
  const isTaken = (name: string): boolean => taken?.has(name) ?? false;
  for (const [i, { line, isLast }] of listed.entries()) {
    const name = decoded[i] ?? names.decodeBytes(folder, line.name, isTaken);
    taken?.add(name);
    const { kind, sizeBytes, modifiedS, otherName } = line;
    if (!isSafeName(name)) content.unsafeNames.add(name);
    else if (kind === 'other') content.others.add(name);
    else if (isLast || otherName !== undefined || kind === 'link' || kind === 'unknown') {
      const other = otherName === undefined ? [] : [names.decode(folder, otherName) ?? otherName].filter(isSafeName);
      content.doubtful.push({ names: [name, ...other], kind, sizeBytes, isLast });
    } else if (kind === 'folder') content.folders.add(name);
    else if (sizeBytes === undefined) content.doubtful.push({ names: [name], kind, sizeBytes, isLast });
    else content.files.set(name, { path: joinPath(folder, name), sizeBytes, modifiedS });
  }
}

function shown(line: string): string {
  const text = utf8Of(line) ?? line;
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
