import { numberOfText } from '../described/scan/number-reader.js';
import { TimeReader } from '../described/time/time-reader.js';

/** Where the times of a table stand, and how they are written. */
export interface Times {
  /** The key `time` without its zone, each column as `ref` writes it. */
  readonly toml: (ref: (column: number) => string) => string;
  readonly columns: readonly number[];
  /** In words. */
  readonly form: string;
  readonly isTime: (row: readonly string[]) => boolean;
  /** Whether the text itself says a zone, or needs none. */
  readonly saysZone: boolean;
  /** Forms with day, month or year in another order that would fit as well. */
  readonly otherOrders: readonly string[];
  /** What is not sure. */
  readonly doubts: readonly string[];
}

type Rows = readonly (readonly string[])[];

/** A share of rows that must have a time. */
const LEAST_SHARE = 0.7;
const MOST_ROWS = 50;
const DATES = [
  '%Y-%m-%d',
  '%Y/%m/%d',
  '%d/%m/%Y',
  '%m/%d/%Y',
  '%d.%m.%Y',
  '%m/%d/%y',
  '%d/%m/%y',
  '%d.%m.%y',
  '%d-%m-%Y',
];
const CLOCKS = ['%H:%M:%S', '%H:%M', '%I:%M:%S %p', '%I:%M %p', '%I:%M:%S%p', '%I:%M%p'];
const SINGLE = [
  ...['%Y-%m-%dT%H:%M:%S%z', '%Y-%m-%d %H:%M:%S%z', '%Y-%m-%d %H:%M:%S %z', '%Y-%m-%d %H:%M%z', '%Y-%m-%dT%H:%M%z'],
  ...[
    '%Y-%m-%dT%H:%M:%S',
    '%Y-%m-%dT%H:%M',
    '%d/%m/%Y %H:%M:%S %z',
    '%m/%d/%Y %H:%M:%S %z',
    '%d/%m/%Y %H:%M %z',
    '%m/%d/%Y %H:%M %z',
  ],
  ...DATES.flatMap((date) => CLOCKS.map((clock) => `${date} ${clock}`)),
  ...[
    '%d %b %Y',
    '%d-%b-%Y',
    '%d-%b-%y',
    '%d.%b.%Y',
    '%d/%b/%Y',
    '%b %d %Y',
    '%b %d, %Y',
    '%b-%d-%Y',
    '%d. %b %Y',
  ].flatMap((date) => CLOCKS.map((clock) => `${date} ${clock}`)),
  ...[
    '%a %b %d %H:%M:%S %Y',
    '%a %d %b %Y %H:%M:%S',
    '%H:%M:%S %d/%m/%Y',
    '%H:%M %d/%m/%Y',
    '%Y%m%d%H%M%S',
    '%Y%m%d%H%M',
    '%Y%m%dT%H%M%S%z',
  ],
  '%Y%m%d %H:%M:%S',
];
const PAIRED = [...DATES, '%Y%m%d', '%d%m%y', '%y%m%d', '%m%d%y'].flatMap((date) =>
  CLOCKS.map((clock) => `${date} ${clock}`),
);
/** Zones of those who write the month first. */
const AMERICAN_ZONE = /\b[ECMP][SD]T\b/;
/** Days since 1899-12-30 of years that loggers wrote: 1954 to 2064. */
const EXCEL_DAYS = [20_000, 60_000] as const;

/** The times of rows of fields, whose last line of names is `names`; undefined where no column has them. */
export function timesOf(all: Rows, names: readonly string[] | undefined): Times | undefined {
  const rows = all.slice(-Math.min(MOST_ROWS, Math.ceil(all.length / 2)));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, i) => i);
  const first = <T>(of: (column: number) => T | undefined): T | undefined => {
    for (const column of columns) {
      const found = of(column);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const isAmerican = AMERICAN_ZONE.test(names?.join(' ') ?? '');
  return (
    first((column) => strptime(rows, [column], SINGLE, isAmerican)) ??
    first((column) => unix(rows, column)) ??
    first((column) => strptime(rows, [column, column + 1], PAIRED, isAmerican)) ??
    (names && inParts(rows, names)) ??
    first((column) => excel(rows, column))
  );
}

const textOf = (row: readonly string[], columns: readonly number[]): string =>
  columns.map((i) => row[i] ?? '').join(' ');

function fits(rows: Rows, columns: readonly number[], isTime: (row: readonly string[]) => boolean): boolean {
  const filled = rows.filter((row) => columns.every((i) => (row[i] ?? '') !== ''));
  return filled.length > rows.length / 2 && filled.filter(isTime).length >= filled.length * LEAST_SHARE;
}

/** Seconds that lines are apart, all in all, in a form: fewest in the right order of day and month. */
function spreadS(rows: Rows, columns: readonly number[], format: string): number {
  const reader = new TimeReader([format]);
  let [sum, lastS] = [0, NaN];
  for (const row of rows) {
    const bytes = Buffer.from(textOf(row, columns));
    if (!reader.read(bytes, 0, bytes.length)) continue;
    if (!Number.isNaN(lastS)) sum += Math.abs(reader.localS - lastS);
    lastS = reader.localS;
  }
  return sum;
}

function strptime(
  rows: Rows,
  columns: readonly number[],
  forms: readonly string[],
  isAmerican: boolean,
): Times | undefined {
  const isIn = (format: string) => {
    const reader = new TimeReader([format]);
    return (row: readonly string[]): boolean => {
      const bytes = Buffer.from(textOf(row, columns));
      return reader.read(bytes, 0, bytes.length);
    };
  };
  const [first, ...others] = forms.filter((form) => fits(rows, columns, isIn(form)));
  if (first === undefined) return undefined;
  const unordered = (form: string): string => form.replace(/%[dmy]/g, '%?');
  const isLate = (form: string): number => (isAmerican && form.indexOf('%m') > form.indexOf('%d') ? 1 : 0);
  const orders = [first, ...others.filter((other) => unordered(other) === unordered(first))]
    .map((form) => ({ form, apartS: spreadS(rows, columns, form) }))
    .sort((a, b) => a.apartS - b.apartS || isLate(a.form) - isLate(b.form));
  const format = orders[0]!.form;
  return {
    toml: (ref) =>
      columns.length === 1
        ? `column = ${ref(columns[0]!)}, format = ${JSON.stringify(format)}`
        : `columns = [${columns.map(ref).join(', ')}], format = ${JSON.stringify(format)}`,
    columns,
    form: format,
    isTime: isIn(format),
    saysZone: format.includes('%z'),
    otherOrders: orders.slice(1).map(({ form }) => form),
    doubts: [],
  };
}

function unix(rows: Rows, column: number): Times | undefined {
  for (const [format, least, most] of [
    ['unix s', 3e8, 4.3e9],
    ['unix ms', 3e11, 4.3e12],
  ] as const) {
    const isTime = (row: readonly string[]): boolean =>
      /^\d+$/.test(row[column] ?? '') && Number(row[column]) >= least && Number(row[column]) <= most;
    if (fits(rows, [column], isTime)) return numeric(column, format, isTime, true);
  }
  return undefined;
}

/** Days of a spreadsheet: numbers that go on by parts of a day. */
function excel(rows: Rows, column: number): Times | undefined {
  const numberOf = (row: readonly string[]): number => {
    const text = row[column] ?? '';
    return numberOfText(text, text.includes(',') ? ',' : '.');
  };
  const isTime = (row: readonly string[]): boolean => numberOf(row) >= EXCEL_DAYS[0] && numberOf(row) <= EXCEL_DAYS[1];
  if (!fits(rows, [column], isTime)) return undefined;
  const days = rows.filter(isTime).map(numberOf);
  const goesOn = days.every((day, i) => i === 0 || (day >= days[i - 1]! && day < days[i - 1]! + 31));
  if (!goesOn || days.every(Number.isInteger)) return undefined;
  const times = numeric(column, 'excel', isTime, false);
  return { ...times, doubts: ['the times are taken for days since 1899-12-30, as spreadsheets count them'] };
}

function numeric(column: number, format: string, isTime: Times['isTime'], saysZone: boolean): Times {
  return {
    toml: (ref) => `column = ${ref(column)}, format = "${format}"`,
    ...{ columns: [column], form: format, isTime, saysZone, otherOrders: [], doubts: [] },
  };
}

const PARTS = {
  year: /^(year|annee|année|jahr|an|yyyy)$/i,
  month: /^(month|mois|monat|mm|mon)$/i,
  day: /^(day|jour|tag|dd|day of month)$/i,
  day_of_year: /^(doy|julian|jday|day[ _]of[ _]year)$/i,
  hhmm: /^(hhmm|hour_?minute|time)$/i,
  hour: /^(hour|heure|stunde|hh|hr)$/i,
  minute: /^(minute|min|mn|minutes)$/i,
  second: /^(second|seconde|sekunde|sec|ss|seconds)$/i,
} as const;

/** Parts of times in columns of their own, by their names. */
function inParts(rows: Rows, names: readonly string[]): Times | undefined {
  const found = Object.entries(PARTS).flatMap(([part, name]) => {
    const column = names.findIndex((text) => name.test(text.trim()));
    return column < 0 ? [] : [[part, column] as const];
  });
  const has = (part: string): boolean => found.some(([one]) => one === part);
  const used = found.filter(
    ([part]) => !(part === 'day_of_year' && has('day')) && !((part === 'hour' || part === 'minute') && has('hhmm')),
  );
  if (!has('year') || !((has('month') && has('day')) || has('day_of_year'))) return undefined;
  const columns = used.map(([, column]) => column);
  const isTime = (row: readonly string[]): boolean => columns.every((i) => /^\d+(\.0*)?$/.test(row[i] ?? ''));
  if (!fits(rows, columns, isTime)) return undefined;
  return {
    toml: (ref) => `parts = { ${used.map(([part, column]) => `${part} = ${ref(column)}`).join(', ')} }`,
    columns,
    form: `parts: ${used.map(([part]) => part).join(', ')}`,
    ...{ isTime, saysZone: false, otherOrders: [], doubts: [] },
  };
}
