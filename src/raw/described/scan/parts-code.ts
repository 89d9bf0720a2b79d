import type { TimePart } from '../../description/description.js';

/** The variable of each part, in the code of a scanner. */
const VARIABLE: Readonly<Record<TimePart, string>> = {
  year: 'year',
  month: 'month',
  day: 'date',
  day_of_year: 'date',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  hhmm: 'hour',
};

/** The code that takes a number for a part of a time. */
export function partCode(part: TimePart): string {
  return `if (digits === 0) return -1; ${VARIABLE[part]} = number;`;
}

/** The code that puts parts together as `TimeFields` does; what is not as usual, such as 24:00, is left to others. */
export function composedParts(parts: readonly TimePart[], into: string): string {
  const has = (part: TimePart): boolean => parts.includes(part);
  const whole = ['year', 'month', 'date', 'hour', 'minute'].map((name) => `${name} !== Math.floor(${name})`);
  const isOfYear = has('day_of_year');
  return [
    ...(has('hhmm') ? ['minute = hour % 100; hour = Math.floor(hour / 100);'] : []),
    `if (${whole.join(' || ')}) return -1;`,
    'if (year < 100 || hour > 23 || minute > 59 || second >= 60) return -1;',
    `const today = ${isOfYear ? 'year * 1000 + date' : '(year * 100 + month) * 100 + date'};`,
    `if (date > 366 || month > 12) return -1;`,
    `if (today !== known) { known = today; day = ${isOfYear ? 'dayOfYearS(year, date)' : 'dayS(year, month, date)'}; }`,
    'if (!(day === day)) return -1;',
    'const wholeS = Math.floor(second); fraction = second - wholeS;',
    `${into} = day + hour * 3600 + minute * 60 + wholeS;`,
  ].join('\n');
}
