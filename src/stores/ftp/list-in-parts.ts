import type { Connection } from './connection.js';
import { leavesConnectionUsable, Refusal } from './failure.js';
import { fetch, type Fetched } from './fetch.js';
import { readListing, type FolderContent } from './listing.js';
import type { Pool } from './pool.js';

/** Listings asked for at most; a folder that needs more is told as incomplete. */
const MAX_LISTINGS = 4_000;
const PART_BYTES = 64 * 1024 * 1024;

/**
 * Completes the listing of the current folder that the server cut short, by asking for it in parts: `LIST pattern`, the
 * patterns together covering every name there can be. A part that is cut again is split by its next character: for each
 * character seen there one part, and one for all the others (`H[!0-3]*`). Names of raw files share a long beginning, so
 * that the splitting comes down to their days, then months.
 *
 * Adds what it finds to `content`; true where no part was cut and nothing listed before was missed; false also where
 * the server knows no patterns.
 */
export async function completeByPatterns(
  pool: Pool,
  connection: Connection,
  folder: string,
  content: FolderContent,
): Promise<boolean> {
  const before = new Set(namesOf(content));
  const found = new Set<string>();
  const waiting = splitBy('', [...before].map(bytesOf));
  for (let asked = 0; waiting.length > 0; asked++) {
    if (asked === MAX_LISTINGS) return false;
    const part = waiting.pop()!;
    const fetched = await fetchUnlessRefused(connection, `LIST -ad ${part.pattern}`);
    if (!fetched) return false;
    const { bytes, reply } = fetched;
    const listed = readListing(bytes.toString('latin1'), false, folder, pool.names);
    for (const name of namesOf(listed)) found.add(name);
    merge(content, listed);
    if (!/truncat/i.test(reply.text)) continue;
    if (part.prefix === undefined) return false;
    waiting.push(...splitBy(part.prefix, namesOf(listed).map(bytesOf)));
  }
  return [...before].every((name) => found.has(name));
}

async function fetchUnlessRefused(connection: Connection, command: string): Promise<Fetched | undefined> {
  try {
    return await fetch(connection, command, PART_BYTES);
  } catch (error) {
    if (error instanceof Refusal && leavesConnectionUsable(error)) return undefined;
    throw error;
  }
}

/** A part of the folder; `prefix` is what its names begin with, undefined for the rest that no prefix names. */
interface Part {
  readonly pattern: string;
  readonly prefix: string | undefined;
}

/** Patterns that cover every name beginning with `prefix`; where all seen go on alike, they are split further on. */
function splitBy(prefix: string, seen: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let start = prefix; ;) {
    const next = new Set(
      seen.filter((name) => name.startsWith(start) && name.length > start.length).map((name) => name[start.length]!),
    );
    // Names that begin with a dot are matched by nothing but a dot.
    if (start === '') next.add('.');
    parts.push({ pattern: `${literal(start)}${noneOf(next)}*`, prefix: undefined });
    if (start !== '') parts.push({ pattern: literal(start), prefix: undefined });
    const [only] = next;
    if (next.size === 1 && only !== undefined) start += only;
    else {
      parts.push(
        ...[...next].map((character) => ({ pattern: `${literal(start + character)}*`, prefix: start + character })),
      );
      return parts;
    }
  }
}

/** The text as a pattern that matches nothing else. */
function literal(text: string): string {
  return text.replaceAll(/[*?[{}~ -]/g, (character) => (character === ' ' ? '?' : `[${character}]`));
}

/** A pattern for one character that is none of these; `]` must stand first in it, `-` last, `^` not first. */
function noneOf(characters: ReadonlySet<string>): string {
  if (characters.size === 0) return '?';
  const plain = [...characters].filter((character) => character !== ']' && character !== '-').join('');
  return `[!${characters.has(']') ? ']' : ''}${plain}${characters.has('-') ? '-' : ''}]`;
}

function namesOf({ files, folders, unsafeNames }: FolderContent): string[] {
  return [...files.keys(), ...folders, ...unsafeNames];
}

function bytesOf(name: string): string {
  return Buffer.from(name, 'utf8').toString('latin1');
}

/** What was listed first has dates, and stays. */
function merge(content: FolderContent, more: FolderContent): void {
  for (const [name, entry] of more.files) if (!content.files.has(name)) content.files.set(name, entry);
  for (const name of more.folders) content.folders.add(name);
  for (const name of more.unsafeNames) content.unsafeNames.add(name);
}
