import type { FormatItem, Slot } from '../time/time-format.js';

const COMMA = 44;
/** The variable of each part, in the code of a scanner. */
const VARIABLE: Readonly<Record<Slot, string>> = {
  year: 'year',
  year2: 'year',
  month: 'month',
  day: 'date',
  dayOfYear: 'date',
  hour: 'hour',
  hour12: 'hour',
  minute: 'minute',
  second: 'second',
  epoch: 'epoch',
};

/** What the code of times begins with on each line. */
export const TIME_VARIABLES =
  'let digit = 0, year = 0, month = 1, date = 1, hour = 0, minute = 0, second = 0, epoch = 0, half = 0, fraction = 0, offset = NaN;';

/**
 * The code that reads the parts of a time in one column, whose first byte is `bytes[p]`, into variables of their own; `p` is behind it then.
 * It takes what `TimeReader` takes of the same form, and leaves with -1 where that is not so. undefined where a part is not read so.
 */
export function timeParts(items: readonly FormatItem[], delimiter: number): string | undefined {
  const lines: string[] = [];
  for (const item of items) {
    const code = itemCode(item, delimiter);
    if (code === undefined) return undefined;
    lines.push(code);
  }
  return lines.join('\n');
}

function itemCode(item: FormatItem, delimiter: number): string | undefined {
  switch (item.kind) {
    case 'literal':
      return item.byte === delimiter ? undefined : `if (bytes[p++] !== ${item.byte}) return -1;`;
    case 'blank':
      return 'if (bytes[p++] !== 32) return -1; while (bytes[p] === 32) p++;';
    case 'digits':
      return digits(VARIABLE[item.slot], item.least, item.most);
    case 'fraction':
      return item.isOptional
        ? `if (bytes[p] === 46${delimiter === COMMA ? '' : ' || bytes[p] === 44'}) { p++; ${FRACTION} }`
        : FRACTION;
    case 'half':
      return HALF;
    case 'offset':
      return OFFSET;
    case 'month':
      return `{ ${NAME} month = monthOf(bytes, from, p); if (!(month > 0)) return -1; ${POINT} }`;
    case 'weekday':
      return `{ ${NAME} if (p === from) return -1; ${POINT} }`;
  }
}

/** Letters, and signs that are no ASCII. */
const NAME = 'const from = p; while (bytes[p] >= 128 || ((bytes[p] | 32) >= 97 && (bytes[p] | 32) <= 122)) p++;';
const POINT = 'if (bytes[p] === 46) p++;';
const NEXT_DIGIT = 'digit = bytes[p] - 48;';
const IS_DIGIT = 'digit >= 0 && digit <= 9';

function digits(variable: string, least: number, most: number): string {
  const first = `${NEXT_DIGIT} if (digit < 0 || digit > 9) return -1; ${variable} = digit; p++;`;
  const needed = `${NEXT_DIGIT} if (digit < 0 || digit > 9) return -1; ${variable} = ${variable} * 10 + digit; p++;`;
  if (most > 4) {
    // Only Unix seconds have so many, and need one.
    const loop = `for (let i = 1; i < ${most}; i++) { ${NEXT_DIGIT} if (!(${IS_DIGIT})) break; ${variable} = ${variable} * 10 + digit; p++; }`;
    return `${first} ${loop}`;
  }
  let more = '';
  for (let i = least; i < most; i++)
    more = `${NEXT_DIGIT} if (${IS_DIGIT}) { ${variable} = ${variable} * 10 + digit; p++; ${more} }`;
  return [first, ...Array.from({ length: least - 1 }, () => needed), more].join('\n');
}

const FRACTION = `{
  let scale = 1; fraction = 0; ${NEXT_DIGIT}
  if (!(${IS_DIGIT})) return -1;
  while (${IS_DIGIT}) { scale /= 10; fraction += digit * scale; p++; ${NEXT_DIGIT} }
}`;

/** `AM`, `p.m.`, `a`. */
const HALF = `digit = bytes[p++] | 32;
if (digit === 112) half = 12; else if (digit === 97) half = 0; else return -1;
if (bytes[p] === 46) p++;
if ((bytes[p] | 32) === 109) { p++; if (bytes[p] === 46) p++; }`;

/** `Z`, `+01:00`, `+0100`, `+01`; what else there is is left to others. */
const OFFSET = `if ((bytes[p] | 32) === 122) { offset = 0; p++; }
else {
  const sign = bytes[p] === 43 ? 1 : bytes[p] === 45 ? -1 : 0;
  const colon = bytes[p + 3] === 58 ? 1 : 0;
  const a = bytes[p + 1] - 48, b = bytes[p + 2] - 48, c = bytes[p + 3 + colon] - 48, d = bytes[p + 4 + colon] - 48;
  if (sign === 0 || !(a >= 0 && a <= 9 && b >= 0 && b <= 9) || a * 10 + b > 14) return -1;
  if (colon === 0 && !(c >= 0 && c <= 9)) { offset = sign * (a * 36000 + b * 3600); p += 3; }
  else {
    if (!(c >= 0 && c <= 5 && d >= 0 && d <= 9)) return -1;
    offset = sign * (a * 36000 + b * 3600 + c * 600 + d * 60);
    p += 5 + colon;
  }
}`;

/** The code that puts the parts that a form has together: `into` is what the time is put into, and `offset` what it says of its zone. */
export function composed(items: readonly FormatItem[], into: string): string {
  const has = (slot: Slot): boolean => items.some((item) => item.kind === 'digits' && item.slot === slot);
  if (has('epoch')) return `${into} = epoch; offset = 0;`;
  const isOfYear = has('dayOfYear');
  return [
    ...(has('year2') ? ['year += year < 69 ? 2000 : 1900;'] : []),
    ...(has('hour12') ? ['if (hour < 1 || hour > 12) return -1;', 'hour = hour % 12 + half;'] : []),
    'if (hour > 23 || minute > 59 || second > 59) return -1;',
    `const today = ${isOfYear ? 'year * 1000 + date' : '(year * 100 + month) * 100 + date'};`,
    `if (today !== known) { known = today; day = ${isOfYear ? 'dayOfYearS(year, date)' : 'dayS(year, month, date)'}; }`,
    'if (!(day === day)) return -1;',
    `${into} = day + hour * 3600 + minute * 60 + second;`,
  ].join('\n');
}
