import { GAP, lineOf, SIZE, sizeOf, withoutBlanks, type Understood } from './line.js';

/** Clock time, with or without seconds, half of the day, or a letter between hours and minutes. */
const TIME = String.raw`\d{1,2}[:.h]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?(?=[ \t]))?`;
/** Bytes that stand for "day", "month", "year" behind a number, in any encoding. */
const SIGN = String.raw`(?:[\u0080-\u00ff?][^ \t]{0,4})?`;
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])(?:[.,]|${SIGN})`;
const YEAR = String.raw`(?:19|20)\d\d(?:\.|${SIGN})`;
const MONTH = String.raw`(?:(?:de[ \t]+|d')?[^\d \t:/\\][^ \t:/\\]{0,30}|\d{1,2}[\u0080-\u00ff?][^ \t]{0,4})`;
const ISO = String.raw`\d{4}-\d\d-\d\d`;
const ZONE = String.raw`[+-]\d{4}`;

/**
 * The dates that `ls` and its imitators write, in any language: their place matters, their meaning does not, as they have no zone.
 * Longer ones first.
 */
const DATES = [
  `${ISO}[T_ \\t]+${TIME}(?:${GAP}${ZONE})?`,
  `(?:[^ \\t\\d]{2,12}${GAP})?${MONTH}${GAP}${DAY}${GAP}\\d{1,2}:\\d\\d:\\d\\d${GAP}${YEAR}`,
  `${MONTH}${GAP}${DAY}${GAP}(?:${TIME}|${YEAR})`,
  `${DAY}${GAP}${MONTH}${GAP}(?:${TIME}|${YEAR})`,
  `${YEAR}${GAP}${MONTH}${GAP}${DAY}(?:${GAP}${TIME})?`,
  `\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}${GAP}${TIME}`,
  `\\d\\d-\\d\\d${GAP}${TIME}`,
  // An old date of `--time-style=iso` has a blank in the place of the time.
  `${ISO}(?: (?= ))?`,
  String.raw`\d{1,4}[/.]\d{1,2}[/.]\d{1,4}`,
].map((date) => new RegExp(`(?:${date})[ \\t]`, 'y'));

const WHOLE_SIZE = new RegExp(`^${SIZE}$`);
/** As people like them (`ls -h`): how many bytes they are is to be asked. */
const ROUND_SIZE = /^\d+(?:[.,]\d+)?[KMGTP]i?B?$/i;
/** Columns between the rights and the size: links, owner, group; fewer, or more where names of owners have blanks. */
const COLUMNS_BEFORE = [3, 2, 4, 5, 6, 7, 8, 9, 10, 1, 0];

/** Size and name, and whether the size is a device's pair of numbers. */
export interface Columns {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  readonly isDevice: boolean;
}

/**
 * What follows the rights in a line of `ls -l`: owners, size, date, name. The name begins one blank after the date. Undefined
 * where there is no size with a date behind it.
 */
export function columnsOf(rest: string): Columns | undefined {
  const tokens = [...rest.matchAll(/[^ \t]+/g)].slice(0, 14);
  for (const before of COLUMNS_BEFORE) {
    const size = tokens[before];
    const next = tokens[before + 1];
    if (!size || !next) continue;
    const isWhole = WHOLE_SIZE.test(size[0]);
    const isDevice = /^\d+,\d{0,2}$/.test(size[0]);
    if (!isWhole && !isDevice && !ROUND_SIZE.test(size[0])) continue;
    const date = size[0].endsWith(',') ? tokens[before + 2] : next;
    const name = date && afterDate(rest, date.index);
    if (name === undefined) continue;
    return { name, sizeBytes: isWhole && !isDevice ? sizeOf(size[0]) : undefined, isDevice };
  }
  return undefined;
}

function afterDate(rest: string, start: number): string | undefined {
  for (const date of DATES) {
    date.lastIndex = start;
    if (date.test(rest)) return rest.slice(date.lastIndex);
  }
  return undefined;
}

/** A line of such columns, by the letter that says what it is about. */
export function columnLine(letter: string, rest: string): Understood {
  const columns = columnsOf(rest);
  if (!columns) return undefined;
  const { name, sizeBytes, isDevice } = columns;
  if (letter === 'l' || letter === 'e') return lineOf({ kind: 'link', ...linkName(name, sizeBytes) });
  if (letter === 'd') return lineOf({ kind: 'folder', ...withoutBlanks(name) });
  const isFile = !isDevice && '-fmn'.includes(letter);
  return lineOf({ kind: isFile ? 'file' : 'other', sizeBytes, ...withoutBlanks(name) });
}

const ARROW = ' -> ';

/** The name in `name -> target`: `ls` gives the target's length as the size, which tells which arrow is meant. */
function linkName(
  text: string,
  targetBytes: number | undefined,
): { readonly name: string; readonly otherName?: string } {
  const arrow = text.length - (targetBytes ?? 0) - ARROW.length;
  const bySize = arrow > 0 && text.startsWith(ARROW, arrow) ? arrow : text.indexOf(ARROW);
  return withoutBlanks(bySize > 0 ? text.slice(0, bySize) : text);
}
