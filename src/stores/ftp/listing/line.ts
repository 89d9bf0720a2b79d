/**
 * One line of a listing. Text has one character per byte, as the server sent it. `unknown` may be a file or a folder;
 * `link` leads to either; `other` (devices, sockets, members that are elsewhere) is neither.
 */
export interface ListedLine {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'unknown' | 'other';
  /** Undefined where the line does not tell it in bytes. */
  readonly sizeBytes: number | undefined;
  /** Unix seconds; undefined where the line gives no date, or one without zone or seconds. */
  readonly modifiedS: number | undefined;
  /** What else the name may be, where the form leaves it open; asked for where there is nothing called `name`. */
  readonly otherName?: string | undefined;
}

/** What a form makes of a line: an entry, nothing to tell (`.` and `..`), or undefined for a line that is not of this form. */
export type Understood = ListedLine | 'ignore' | undefined;

/** A form of listing, one file each. */
export interface ListingForm {
  readonly name: string;
  /** Lines around the entries. */
  readonly heading?: RegExp;
  readonly parse: (line: string) => Understood;
}

/** Between columns; not `\s`, which takes bytes of UTF-8 characters for blanks. */
export const GAP = '[ \\t]+';

/** A line's entry, or `ignore` for the folder itself and the one above. */
export function lineOf(line: Partial<ListedLine> & Pick<ListedLine, 'name' | 'kind'>): Understood {
  const { name } = line;
  if (name === '.' || name === '..') return 'ignore';
  return name === '' ? undefined : { sizeBytes: undefined, modifiedS: undefined, ...line };
}

/** Marks of thousands: comma, full stop, apostrophe, no-break spaces of several encodings, the typographic apostrophe. */
const MARK = "(?:[.,' \\u00a0\\u00ff]|\\u00c2\\u00a0|\\u00e2\\u0080\\u00af|\\u00e2\\u0080\\u0099)";

/** A number of bytes, with or without marks of thousands. A blank is one only where `withBlanks` allows it. */
export const SIZE = `\\d+(?:${MARK.replace(' ', '')}\\d{3})*`;

const SIZE_REPLY = new RegExp(`^213[ -]+(${SIZE})(?!\\d)`);

/** The bytes that such a number says. */
export function sizeOf(text: string): number | undefined {
  const sizeBytes = Number(text.replace(/[^\d]/g, ''));
  return Number.isSafeInteger(sizeBytes) ? sizeBytes : undefined;
}

/** `name`, and what it is without blanks in front: many servers pad, and names may begin with one. */
export function withoutBlanks(name: string): { readonly name: string; readonly otherName?: string } {
  const bare = name.replace(/^[ \t]+/, '');
  return bare === name || bare === '' ? { name } : { name, otherName: bare };
}

/** The size in a reply to SIZE: some servers mark thousands, as in their listings, or say more behind it. */
export function sizeInReply(text: string): number | undefined {
  const match = SIZE_REPLY.exec(text);
  return match ? sizeOf(match[1]!) : undefined;
}
