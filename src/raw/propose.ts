import { isUtf8 } from 'node:buffer';
import { fit } from './described/described-form.js';
import { fieldsOfLine } from './described/line-reader.js';
import { numberOfText } from './described/number-reader.js';
import { TimeReader } from './described/time-reader.js';
import { builtInDescription, ownDescription, RAW_FORMATS } from './registry.js';

/** A description that a file may be read with. */
export interface Proposal {
  /** The name of a built-in format; undefined for one that was put together. */
  readonly builtIn: string | undefined;
  readonly toml: string;
  /** Why it is so. */
  readonly reasons: readonly string[];
  /** What is not sure, and is to be looked at before anything is read with it. */
  readonly doubts: readonly string[];
}

/** A share of lines that must fit. */
const LEAST_FIT = 0.9;
const MOST_LINES = 2000;
const DELIMITERS = [';', '\t', ',', '|'];
const TIME_FORMS = [
  '%Y-%m-%d %H:%M:%S',
  '%Y-%m-%dT%H:%M:%S%z',
  '%Y-%m-%dT%H:%M:%S',
  '%Y-%m-%d %H:%M',
  '%Y/%m/%d %H:%M:%S',
  '%Y/%m/%d %H:%M',
  '%d/%m/%Y %H:%M:%S',
  '%d/%m/%Y %H:%M',
  '%m/%d/%Y %H:%M:%S',
  '%m/%d/%Y %H:%M',
  '%m/%d/%y %I:%M:%S %p',
  '%m/%d/%Y %I:%M:%S %p',
  '%d.%m.%Y %H:%M:%S',
  '%d.%m.%Y %H:%M',
  '%Y%m%d%H%M%S',
  '%Y%m%d%H%M',
];
const NO_ZONE =
  'the times show no zone: they are taken for UTC; put zone = "+01:00", or such as "Europe/Paris", if they are local';
const RAIN = /rain|pluie|precip|ppt|^rr|niederschlag|regen|tips?\b|event|bascul|count/i;

/** The built-in format that a file has, or a description put together from how it begins; undefined where it is no table with times. */
export function propose(head: Uint8Array): Proposal | undefined {
  return builtInOf(head) ?? tableOf(head);
}

function builtInOf(head: Uint8Array): Proposal | undefined {
  for (const { name, summary } of RAW_FORMATS) {
    const description = builtInDescription(name);
    if (!description || fit(description, head) < LEAST_FIT) continue;
    const isLocal =
      !['hoboware', 'pluvio-csv', 'meteo-france-6min'].includes(name) && !/[\dT:]Z\b/.test(textOf(head).slice(0, 4096));
    const doubts = isLocal ? [NO_ZONE] : [];
    if (description.value.unit !== 'tips')
      doubts.push(`amounts are taken for ${description.value.unit}: a row of units may lie`);
    if (name === 'toa5-events') doubts.push('no column of rain was found: every line is taken for one tip');
    return {
      builtIn: name,
      toml: `base = "${name}"\n`,
      reasons: [`it has the columns of ${name}: ${summary}`],
      doubts,
    };
  }
  return undefined;
}

function textOf(head: Uint8Array): string {
  return new TextDecoder(isUtf8(head.subarray(0, -4)) ? 'utf-8' : 'windows-1252').decode(head);
}

interface Table {
  readonly delimiter: string;
  readonly names: readonly string[] | undefined;
  readonly rows: readonly (readonly string[])[];
}

function tableOf(head: Uint8Array): Proposal | undefined {
  const lines = textOf(head)
    .split(/\r\n|\n|\r/)
    .slice(0, MOST_LINES);
  if (lines.length > 2) lines.pop();
  for (const delimiter of DELIMITERS) {
    const fields = lines.map((line) => fieldsOfLine(line, delimiter) ?? []);
    for (const [column] of (fields.at(-1) ?? []).entries()) {
      const form = timeForm(fields, column);
      if (!form) continue;
      const isRow = (row: readonly string[]): boolean => form.isTime(row[column] ?? '');
      const first = fields.findIndex(isRow);
      const names = first > 0 && fields[first - 1]!.length === fields[first]!.length ? fields[first - 1] : undefined;
      const proposal = described({ delimiter, names, rows: fields.filter(isRow) }, column, form, head);
      if (proposal) return proposal;
    }
  }
  return undefined;
}

interface Form {
  readonly format: string;
  readonly others: readonly string[];
  readonly isTime: (text: string) => boolean;
}

/** The form in which most of the last lines have a time in a column. */
function timeForm(fields: readonly (readonly string[])[], column: number): Form | undefined {
  const last = fields.slice(-Math.min(50, Math.ceil(fields.length / 2)));
  const texts = last.map((row) => row[column] ?? '').filter((text) => text !== '');
  const isIn = (format: string) => {
    if (format.startsWith('unix')) {
      const [least, most] = format === 'unix s' ? [3e8, 4.3e9] : [3e11, 4.3e12];
      return (text: string): boolean => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
    }
    const reader = new TimeReader([format]);
    return (text: string): boolean => {
      const bytes = Buffer.from(text);
      return reader.read(bytes, 0, bytes.length);
    };
  };
  const fitting = [...TIME_FORMS, 'unix s', 'unix ms'].filter(
    (format) => texts.length > 0 && texts.filter(isIn(format)).length >= texts.length * LEAST_FIT,
  );
  const [format, ...others] = fitting;
  return format === undefined ? undefined : { format, others, isTime: isIn(format) };
}

function described(
  { delimiter, names, rows }: Table,
  time: number,
  form: Form,
  head: Uint8Array,
): Proposal | undefined {
  const doubts: string[] = [];
  const isComma = delimiter !== ',' && rows.some((row) => row.some((field) => /^-?\d+,\d+$/.test(field)));
  const decimal = isComma ? ',' : '.';
  const numbers = (column: number): number[] =>
    rows.map((row) => numberOfText(row[column] ?? '', decimal)).filter((value) => !Number.isNaN(value));
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, i) => i).filter(
    (i) => i !== time && numbers(i).length > rows.length / 2 && !isNumbering(numbers(i)),
  );
  const named = columns.filter((i) => RAIN.test(names?.[i] ?? ''));
  const value = named[0] ?? columns[0];
  if (value === undefined) return undefined;
  if (named.length !== 1 && columns.length > 1) doubts.push('which column is the rain is a guess: choose it');
  const kind = kindOf(numbers(value), names?.[value] ?? '', doubts);
  if (form.others.some((other) => other.replace(/%[dm]/g, '') === form.format.replace(/%[dm]/g, '')))
    doubts.push('day and month could be the other way round: no day over 12 tells');
  const zone = zoneOf(form.format, names?.[time] ?? '');
  if (zone === 'UTC') doubts.push(NO_ZONE);
  const ref = (column: number): string =>
    names && names.indexOf(names[column]!) === names.lastIndexOf(names[column]!)
      ? JSON.stringify(names[column])
      : String(column + 1);
  const toml = [
    `delimiter = ${JSON.stringify(delimiter)}`,
    ...(isComma ? ['decimal = ","'] : []),
    `header = ${names ? '"name"' : '"none"'}`,
    `time = { column = ${ref(time)}, format = ${JSON.stringify(form.format)}${zone === undefined ? '' : `, zone = "${zone}"`} }`,
    `value = { column = ${ref(value)}, ${kind} }`,
    '',
  ].join('\n');
  try {
    if (fit(ownDescription(toml, 'proposal.toml'), head) < LEAST_FIT / 2) return undefined;
  } catch {
    return undefined;
  }
  const reasons = [
    `${JSON.stringify(delimiter)} separates, ${names ? 'a header names the columns' : 'no header was found'}`,
    `column ${ref(time)} has times as ${form.format}`,
    `column ${ref(value)} has the rain: ${kind}`,
  ];
  return { builtIn: undefined, toml, reasons, doubts };
}

/** Whether numbers only count lines. */
function isNumbering(values: readonly number[]): boolean {
  return values.length > 2 && values.every((value, i) => i === 0 || value === values[i - 1]! + 1);
}

/** Where the zone of times is said: nowhere, where the times say it themselves. */
function zoneOf(format: string, name: string): 'header' | 'UTC' | undefined {
  if (format.startsWith('unix') || format.includes('%z')) return undefined;
  return /GMT|UTC/.test(name) ? 'header' : 'UTC';
}

/** What the numbers are; a series that only rises is a counter. */
function kindOf(values: readonly number[], name: string, doubts: string[]): string {
  const isRising =
    values.length > 3 && values.at(-1)! > values[0]! && values.every((value, i) => i === 0 || value >= values[i - 1]!);
  const isWhole = values.every(Number.isInteger);
  const unit = /inch|\bin\b/i.test(name) ? 'inch' : /mm/i.test(name) || !isWhole ? 'mm' : 'tips';
  if (isRising) {
    doubts.push('it only rises, so it is taken for a counter: say wrap or reset if it falls');
    return `kind = "counter", unit = "${unit}"`;
  }
  if (!new RegExp(unit === 'tips' ? 'tip|bascul|event|count' : unit === 'mm' ? 'mm' : 'in', 'i').test(name))
    doubts.push(`the unit is not said: it is taken for ${unit}`);
  return `kind = "${unit}"`;
}
