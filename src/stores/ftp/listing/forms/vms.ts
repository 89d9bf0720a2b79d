import { lineOf, type ListingForm } from '../line.js';

const LINE = /^([^ \t;]+(?: [^ \t;]+)*);(\d+)[ \t]+(?:\d+(?:\/\d+)?[ \t]+)?\d{1,2}-[^ \t-]{3,}-\d{4}[ \t]/;
/** A file that this login may not look at. */
const CLOSED = /^([^ \t;]+);\d+[ \t]+(?:%|no privilege|insufficient privilege)/i;

/**
 * `NAME.EXT;1  5/8  1-MAR-2024 00:04:05 [OWNER] (RWED,RWED,RE,)`. The size is in blocks, and has to be asked; a version is part of
 * the name where the server takes it for one. Folders are files called `NAME.DIR;1`.
 */
export const vmsForm: ListingForm = {
  name: 'vms',
  heading: /^Directory [^ ]+$|^(?:Grand )?Total of \d+ (?:file|director)/i,
  parse(line) {
    const closed = CLOSED.exec(line);
    if (closed) return lineOf({ kind: 'other', name: closed[1]! });
    const match = LINE.exec(line);
    if (!match) return undefined;
    const [, name, version] = match;
    if (/\.DIR$/i.test(name!)) return lineOf({ kind: 'folder', name: name!.slice(0, -4) });
    return lineOf({ kind: 'file', name: `${name!};${version!}`, otherName: name });
  },
};

/** A long name has a line of its own, and the rest of it comes on the next one. */
export function joinWrapped(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && /^[ \t]/.test(line) && /^[^ \t]+;\d+[ \t]*$/.test(last))
      joined[joined.length - 1] = last + line;
    else joined.push(line);
  }
  return joined;
}
