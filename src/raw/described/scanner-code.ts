import type { Description } from '../description/description.js';
import type { FixedFormat } from './fixed-format.js';
import { ROLE, type Layout } from './layout.js';
import { decimalSigns } from './number-reader.js';

/** Places of what a compiled scanner found, in its `found`. */
export const FOUND = { localS: 0, value: 1, battery: 2, wind: 3 } as const;

const LINE_END = 'byte === 10 || byte === 13';
/** Roles that a number has. */
const NUMBERS = ROLE.value | ROLE.battery | ROLE.wind;

/** What a scanner is made for. */
export interface ScannerParts {
  readonly description: Pick<Description, 'delimiter' | 'comment' | 'begin' | 'decimal'>;
  readonly layout: Layout;
  /** The form of the times; undefined: whole Unix seconds. */
  readonly format: FixedFormat | undefined;
  /** Numbers that stand for a missing value. */
  readonly nulls: readonly number[];
}

/**
 * The body of a scanner of usual lines, as JavaScript made of numbers alone: `scan(bytes, at)` puts what a line has into `found`, and gives where
 * the next one begins, or -1 where the line is not as usual. It is made in the scope of `found`, `powers` (of ten), `dayS` (of year, month and
 * day), `label` and `key` (of bytes, start and end). undefined where a column has a role that is not scanned so.
 */
export function scannerCode({ description, layout, format, nulls }: ScannerParts): string | undefined {
  const { delimiter, comment, begin } = description;
  const { roles, lastNeeded } = layout;
  const end = `byte === ${delimiter.charCodeAt(0)}`;
  const isEnd = `(${end} || ${LINE_END})`;
  const blanks = delimiter === '\t' ? 'byte === 32' : '(byte === 32 || byte === 9)';
  if (delimiter === ' ') return undefined;
  const lines: string[] = [];
  for (const mark of [...comment, ...(begin === undefined ? [] : [begin])])
    lines.push(
      `if (${[...Buffer.from(mark)].map((byte, i) => `bytes[at + ${i}] === ${byte}`).join(' && ')}) return -1;`,
    );
  lines.push('let p = at, byte = 0, start = 0, quote = false;');
  lines.push(`found[${FOUND.battery}] = found[${FOUND.wind}] = NaN;`, 'line: {');
  for (const [column, role] of roles.entries()) {
    if (column > 0) lines.push(`if (!(${end})) ${column <= lastNeeded ? 'return -1' : 'break line'};`, 'p++;');
    if (role === 0) lines.push(skipped(isEnd));
    else if (role === ROLE.time) lines.push(format ? timeOf(format, isEnd) : numberOf(role, isEnd, blanks, '', nulls));
    else if (role === ROLE.identity) lines.push(skipped(isEnd, 'key(bytes, start, stop);'));
    else if (role === ROLE.label) lines.push(skipped(isEnd, 'if (!label(bytes, start, stop)) return -1;'));
    else if ((role & ~NUMBERS) === 0)
      lines.push(numberOf(role, isEnd, blanks, signs(decimalSigns(description.decimal)), nulls));
    else return undefined;
  }
  lines.push('}', `while (!(${LINE_END})) byte = bytes[++p];`);
  lines.push('return byte === 13 && bytes[p + 1] === 10 ? p + 2 : p + 1;');
  return `let known = -1, day = 0;\nreturn function scan(bytes, at) {\n${lines.join('\n')}\n};`;
}

function signs({ point, other }: { readonly point: number; readonly other: number }): string {
  return point === other ? `byte === ${point}` : `byte === ${point} || byte === ${other}`;
}

const OPEN = 'byte = bytes[p]; quote = byte === 34; if (quote) byte = bytes[++p];';

/** A column up to its end; `use` sees where it lies, `start` and `stop`. */
function skipped(isEnd: string, use = ''): string {
  return `${OPEN} start = p;
if (quote) while (byte !== 34) { if (${LINE_END}) return -1; byte = bytes[++p]; }
else while (!${isEnd}) byte = bytes[++p];
${use === '' ? '' : '{ const stop = p; ' + use + ' }'}
if (quote) { byte = bytes[++p]; if (!${isEnd}) return -1; }`;
}

/** A number without sign or exponent, blanks before it; nothing, where it need not be there. */
function numberOf(role: number, isEnd: string, blanks: string, points: string, nulls: readonly number[]): string {
  const isNeeded = (role & (ROLE.value | ROLE.time)) !== 0;
  const slots = [
    ...((role & ROLE.time) === 0 ? [] : [FOUND.localS]),
    ...((role & ROLE.value) === 0 ? [] : [FOUND.value]),
    ...((role & ROLE.battery) === 0 ? [] : [FOUND.battery]),
    ...((role & ROLE.wind) === 0 ? [] : [FOUND.wind]),
  ];
  return `${OPEN} while (${blanks}) byte = bytes[++p];
{
  let value = 0, digits = 0, fraction = -1;
  for (;;) {
    const digit = byte - 48;
    if (digit >= 0 && digit <= 9) { value = value * 10 + digit; digits++; if (fraction >= 0) fraction++; }
    ${points === '' ? '' : `else if (fraction < 0 && (${points})) fraction = 0;`}
    else break;
    byte = bytes[++p];
  }
  if (quote) { if (byte !== 34) return -1; byte = bytes[++p]; }
  if (!${isEnd} || digits > 15${isNeeded ? ' || digits === 0' : ' || (digits === 0 && fraction >= 0)'}) return -1;
  const number = digits === 0 ? NaN : fraction > 0 ? value / powers[fraction] : value;
  ${nulls.length === 0 ? '' : `if (${nulls.map((value) => `number === ${value}`).join(' || ')}) return -1;`}
  ${slots.map((slot) => `found[${slot}] = number;`).join(' ')}
}`;
}

/** A time in which every part has its full width, without blanks around it. */
function timeOf({ slots, literals }: FixedFormat, isEnd: string): string {
  const parts = ['year', 'month', 'date', 'hour', 'minute', 'second'];
  const places = Array.from(slots, (slot, i) => {
    if (slot < 0) return `if (bytes[p + ${i}] !== ${literals[i]!}) return -1;`;
    const part = parts[slot]!;
    return `digit = bytes[p + ${i}] - 48; if (digit < 0 || digit > 9) return -1; ${part} = ${part} * 10 + digit;`;
  });
  return `${OPEN}
{
  let digit = 0, year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0;
  ${places.join('\n  ')}
  if (hour > 23 || minute > 59 || second > 59) return -1;
  const today = (year * 100 + month) * 100 + date;
  if (today !== known) { known = today; day = dayS(year, month, date); }
  if (!(day === day)) return -1;
  found[${FOUND.localS}] = day + hour * 3600 + minute * 60 + second;
}
p += ${slots.length};
byte = bytes[p];
if (quote) { if (byte !== 34) return -1; byte = bytes[++p]; }
if (!${isEnd}) return -1;`;
}
