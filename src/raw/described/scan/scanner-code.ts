import type { Description } from '../../description/description.js';
import { ROLE, type Layout } from './layout.js';
import { decimalSigns } from './number-reader.js';
import { composedParts, partCode } from './parts-code.js';
import { composed, TIME_VARIABLES, timeParts } from './time-code.js';
import { EXCEL_EPOCH_DAYS, MS, type TimeScan } from '../time/time-fields.js';

/** Places of what a compiled scanner found, in its `found`; and, put there before, of how many fields lines have at most. */
export const FOUND = {
  localS: 0,
  value: 1,
  battery: 2,
  wind: 3,
  fraction: 4,
  offsetS: 5,
  /** 1 for a line that is no reading by its description. */
  passed: 6,
  fields: 7,
} as const;

const LINE_END = 'byte === 10 || byte === 13';
/** Roles that a number has. */
const NUMBERS = ROLE.value | ROLE.battery | ROLE.wind;

/** What a scanner is made for. */
export interface ScannerParts {
  readonly description: Pick<Description, 'delimiter' | 'comment' | 'begin' | 'decimal'> & {
    readonly value: Pick<Description['value'], 'isEvent' | 'empty'>;
  };
  readonly layout: Layout;
  readonly time: TimeScan;
  /** Numbers that stand for a missing value. */
  readonly nulls: readonly number[];
}

/** Signs of the code of one scanner. */
interface Signs {
  /** Whether `byte` ends a field. */
  readonly isEnd: string;
  /** Whether `byte` is a blank before a number. */
  readonly isBlank: string;
  readonly isPoint: string;
}

/**
 * The body of a scanner of usual lines, as JavaScript made of numbers alone: `scan(bytes, at)` puts what a line has into `found`, and gives where
 * the next one begins, or -1 where the line is not as usual. It is made in the scope of `found`, `powers` (of ten), `dayS` (of year, month and
 * day), `dayOfYearS`, `monthOf`, `longNumber`, and `labelIn`, `keyIn`, `ownIn` (of bytes, start and end). undefined where a column has a role that is not scanned so.
 */
export function scannerCode(parts: ScannerParts): string | undefined {
  const { description, layout } = parts;
  const { delimiter } = description;
  const { roles, lastNeeded } = layout;
  if (delimiter === ' ') return undefined;
  const sign = delimiter.charCodeAt(0);
  const signs = {
    isEnd: `(byte === ${sign} || ${LINE_END})`,
    isBlank: delimiter === '\t' ? 'byte === 32' : '(byte === 32 || byte === 9)',
    isPoint: pointCode(decimalSigns(description.decimal)),
  };
  const lines = markCode(description);
  lines.push('let p = at, byte = 0, start = 0, quote = false, passed = 0;', TIME_VARIABLES);
  lines.push(`found[${FOUND.battery}] = found[${FOUND.wind}] = NaN;`, 'line: {');
  let times = 0;
  for (const [column, role] of roles.entries()) {
    if (column > 0) lines.push(`if (byte !== ${sign}) ${column <= lastNeeded ? 'return -1' : 'break line'};`, 'p++;');
    const code = columnCode(parts, column, signs);
    if (code === undefined) return undefined;
    lines.push(code);
    if (role === ROLE.time && ++times === timesOf(parts.time)) lines.push(`{ ${timeCode(parts.time)} }`);
  }
  lines.push(
    '}',
    `let more = byte === ${sign} ? 1 : 0, quotes = 0;`,
    `while (!(${LINE_END})) { byte = bytes[++p]; if (byte === ${sign}) more++; else if (byte === 34) quotes++; }`,
    // A quote behind the columns that are read may not close.
    'if ((quotes & 1) === 1) return -1;',
  );
  lines.push(`if (more > 0 && ${roles.length} + more > found[${FOUND.fields}]) return -1;`);
  lines.push(`found[${FOUND.fraction}] = fraction; found[${FOUND.offsetS}] = offset; found[${FOUND.passed}] = passed;`);
  lines.push('return byte === 13 && bytes[p + 1] === 10 ? p + 2 : p + 1;');
  return `let known = -1, day = 0;\nreturn function scan(bytes, at) {\n${lines.join('\n')}\n};`;
}

/** Columns of which a time is put together; none where one has all of it. */
function timesOf(time: TimeScan): number | undefined {
  return time.kind === 'text' ? time.columns.length : time.kind === 'parts' ? time.parts.length : undefined;
}

function timeCode(time: TimeScan): string {
  const into = `found[${FOUND.localS}]`;
  return time.kind === 'parts'
    ? composedParts(time.parts, into)
    : time.kind === 'text'
      ? composed(time.columns.flat(), into)
      : '';
}

/** Lines that begin so are left to others. */
function markCode({ comment, begin }: ScannerParts['description']): string[] {
  return [...comment, ...(begin === undefined ? [] : [begin])].map(
    (mark) => `if (${[...Buffer.from(mark)].map((byte, i) => `bytes[at + ${i}] === ${byte}`).join(' && ')}) return -1;`,
  );
}

function pointCode({ point, other }: { readonly point: number; readonly other: number }): string {
  return point === other ? `byte === ${point}` : `byte === ${point} || byte === ${other}`;
}

function columnCode({ layout, time, nulls, description }: ScannerParts, column: number, signs: Signs) {
  const role = layout.roles[column]!;
  if (role === 0) return skipped(signs);
  if (role === ROLE.identity) return skipped(signs, 'keyIn(bytes, start, stop);');
  if (role === ROLE.label) return skipped(signs, 'if (!labelIn(bytes, start, stop)) return -1;');
  if (role === ROLE.rows) return skipped(signs, `if (!ownIn(bytes, start, stop)) { ${OTHER} }`);
  if (role === ROLE.time) {
    if (time.kind === 'number') return timeNumber(time.unit, signs);
    if (time.kind === 'parts') return numberCode(signs, partCode(time.parts[layout.timePlace[column]!]!));
    const parts = timeParts(time.columns[layout.timePlace[column]!]!, delimiterOf(description));
    return parts && `${OPEN}\n${parts}\n${closed(signs)}`;
  }
  return (role & ~NUMBERS) === 0 ? measured(role, signs, nulls, description.value) : undefined;
}

function delimiterOf({ delimiter }: ScannerParts['description']): number {
  return delimiter.charCodeAt(0);
}

const OPEN = 'byte = bytes[p]; quote = byte === 34; if (quote) byte = bytes[++p];';

/** The end of a field, whose last byte is before `p`. */
function closed({ isEnd }: Signs): string {
  return `byte = bytes[p]; if (quote) { if (byte !== 34) return -1; byte = bytes[++p]; } if (!${isEnd}) return -1;`;
}

/** A line of another table, up to its end; without quotes, which may not close, and unless it says nothing. */
const OTHER = `if (start === stop || quote || bytes[start] <= 32 || bytes[stop - 1] <= 32) return -1;
while (!(${LINE_END})) { byte = bytes[++p]; if (byte === 34 || byte === 0) return -1; }
found[${FOUND.passed}] = 1;
return byte === 13 && bytes[p + 1] === 10 ? p + 2 : p + 1;`;

/** A column up to its end; `use` sees where it lies, `start` and `stop`. */
function skipped({ isEnd }: Signs, use = ''): string {
  return `${OPEN} start = p;
if (quote) while (byte !== 34) { if (${LINE_END}) return -1; byte = bytes[++p]; }
else while (!${isEnd}) byte = bytes[++p];
${use === '' ? '' : `{ const stop = p; ${use} }`}
if (quote) { byte = bytes[++p]; if (!${isEnd}) return -1; }`;
}

/** A number without sign or exponent, blanks before it, in `value`, `digits` and `fraction` of them behind a point, up to the end of its column. */
function numberCode({ isEnd, isBlank, isPoint }: Signs, use: string): string {
  return `${OPEN} while (${isBlank}) byte = bytes[++p];
{
  let value = 0, digits = 0, behind = -1; const first = p;
  for (;;) {
    const digit = byte - 48;
    if (digit >= 0 && digit <= 9) { value = value * 10 + digit; digits++; if (behind >= 0) behind++; }
    else if (behind < 0 && (${isPoint})) behind = 0;
    else break;
    byte = bytes[++p];
  }
  const last = p;
  if (quote) { if (byte !== 34) return -1; byte = bytes[++p]; }
  if (!${isEnd} || (digits === 0 && behind >= 0)) return -1;
  const number = digits === 0 ? NaN : digits > 15 ? longNumber(bytes, first, last) : behind > 0 ? value / powers[behind] : value;
  ${use}
}`;
}

/** An amount, volts, wind; nothing, where it need not be there. */
function measured(
  role: number,
  signs: Signs,
  nulls: readonly number[],
  value: ScannerParts['description']['value'],
): string {
  const slots = [
    ...((role & ROLE.value) === 0 ? [] : [FOUND.value]),
    ...((role & ROLE.battery) === 0 ? [] : [FOUND.battery]),
    ...((role & ROLE.wind) === 0 ? [] : [FOUND.wind]),
  ];
  const isNone = value.isEvent ? '(digits === 0 || number === 0)' : 'digits === 0';
  const none = value.empty === 'pass' ? 'passed = 1' : 'return -1';
  return numberCode(
    signs,
    `${nulls.length === 0 ? '' : `if (${nulls.map((null_) => `number === ${null_}`).join(' || ')}) return -1;`}
  ${(role & ROLE.value) === 0 ? '' : `if (${isNone}) ${none};`}
  ${slots.map((slot) => `found[${slot}] = number;`).join(' ')}`,
  );
}

/** A time that is a number. */
function timeNumber(unit: 's' | 'ms' | 'excel', signs: Signs): string {
  const local = `found[${FOUND.localS}]`;
  const use = {
    s: `${local} = Math.floor(number); fraction = number - ${local}; offset = 0;`,
    ms: `${local} = Math.floor(number / 1000); fraction = number / 1000 - ${local}; offset = 0;`,
    excel: `const exact = (number - ${EXCEL_EPOCH_DAYS}) * 86400; ${local} = Math.round(exact); fraction = Math.round((exact - ${local}) * ${MS}) / ${MS};`,
  };
  return numberCode(signs, `if (digits === 0) return -1; ${use[unit]}`);
}
