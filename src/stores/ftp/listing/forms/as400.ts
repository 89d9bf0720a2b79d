import { lineOf, sizeOf, type ListingForm, type ListedLine } from '../line.js';

const LINE =
  /^[^ \t]+[ \t]+(?:(\d+)[ \t]+(?:\d\d[/.-]\d\d[/.-]\d\d(?:\d\d)?)[ \t]+\d\d[:.]\d\d[:.]\d\d[ \t]+)?\*([A-Z0-9]+)[ \t]+(.+)$/;

const KINDS: Readonly<Record<string, ListedLine['kind']>> = {
  STMF: 'file',
  DSTMF: 'file',
  DOC: 'file',
  MEM: 'file',
  DIR: 'folder',
  DDIR: 'folder',
  FLR: 'folder',
  LIB: 'folder',
  FILE: 'folder',
};

/** `FTPUSER  2220 03/01/24 00:04:05 *STMF  name`: IBM i. */
export const as400Form: ListingForm = {
  name: 'as400',
  parse(line) {
    const match = LINE.exec(line);
    if (!match) return undefined;
    const [, size, type, shown] = match;
    const kind = KINDS[type!] ?? 'other';
    return lineOf({ kind, name: shown!.replace(/\/$/, ''), sizeBytes: size === undefined ? undefined : sizeOf(size) });
  },
};
