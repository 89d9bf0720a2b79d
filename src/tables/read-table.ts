import { parse } from 'csv-parse/sync';
import { messageOf } from '../domain/errors.js';
import { shown, TableProblems, type TableForm } from './table-problems.js';

/** A row with as many fields as the header has names. */
export interface TableRow {
  /** 1-based line in the file. */
  readonly line: number;
  /** The field under a column, trimmed; '' where the table lacks it. */
  readonly field: (column: string) => string;
}

/** A table whose header is sound; mistakes in its rows are among `problems`, for more to be added, then thrown. */
export interface Table {
  /** Lower-case names of the columns, in order. */
  readonly columns: readonly string[];
  /** Rows of a wrong shape are not among them. */
  readonly rows: readonly TableRow[];
  readonly problems: TableProblems;
}

interface Line {
  readonly fields: readonly string[];
  readonly line: number;
}

/**
 * Reads a small table that a person keeps: CSV in UTF-8 with a header, fields separated by commas. Names of columns may be
 * in any case, blanks in them stand for `_`; columns that are not known are allowed. Lines without a value are skipped, and so are empty fields beyond
 * the header, as spreadsheets write them. Throws the form's error, with file and line, where there is no table or its
 * header lacks a column; notes rows with too few or too many fields, columns given twice, and values under no name.
 */
export function readTable(text: string, file: string, form: TableForm): Table {
  const problems = new TableProblems(file, form);
  mustBeText(text, file, problems);
  const plain = text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  mustHaveHeader(plain, file, form, problems);
  const [header, ...rows] = linesOf(plain, file, problems) as [Line, ...Line[]];
  const columns = columnsOf(header, form, problems);
  if (rows.length === 0 && form.mayBeEmpty !== true)
    throw problems.error(`${file} has a header and no gauge; expected ${form.expected}`);
  const sound = rows.filter((row) => hasShape(row, columns, problems));
  const missing = form.required.filter((names) => !names.some((name) => columns.includes(name))).map(([name]) => name!);
  if (missing.length > 0) {
    const what = missingText(missing);
    if (problems.isEmpty) throw problems.error(`${what} missing in ${file}; expected ${form.expected}`, header);
    problems.add(header.line, `${what} missing; expected ${form.expected}`);
    problems.throwAny();
  }
  return {
    columns,
    rows: sound.map(({ fields, line }) => ({ line, field: (column) => fields[columns.indexOf(column)] ?? '' })),
    problems,
  };
}

function mustBeText(text: string, file: string, problems: TableProblems): void {
  const at = text.search(/[\0\ufffd]/);
  if (at < 0) return;
  const line = text.slice(0, at).split(/\r\n?|\n/).length;
  throw problems.error(`${file}, line ${line}, is not text in UTF-8; save the table as CSV, UTF-8`, { line });
}

/** The lines that hold a value. */
function linesOf(text: string, file: string, problems: TableProblems): Line[] {
  try {
    const records = parse(text, {
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records
      .map(({ record, info }) => ({
        fields: record.map((field) => field.trim()),
        // A record is found at its end, and a quoted field may span lines.
        line: info.lines - record.join('').split('\n').length + 1,
      }))
      .filter(({ fields }) => fields.some((field) => field !== ''));
  } catch (cause) {
    const line = (cause as { lines?: number }).lines;
    const why = `${file} is not CSV (${messageOf(cause)})`;
    throw problems.error(why, { cause, ...(line === undefined ? {} : { line }) });
  }
}

const SEPARATORS = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
  [' ', 'blanks'],
] as const;

/** Throws where the first line is no header: its names are separated by something else, or none of them is known. */
function mustHaveHeader(text: string, file: string, form: TableForm, problems: TableProblems): void {
  const lines = text.split('\n');
  const line = lines.findIndex((content) => /[^\s,]/.test(content)) + 1;
  if (line === 0) throw problems.error(`${file} is empty; expected ${form.expected}`);
  const first = lines[line - 1]!;
  const isKnown = (name: string): boolean => form.known.includes(columnName(name.replaceAll('"', '')));
  if (first.split(',').some(isKnown)) return;
  const separator = SEPARATORS.find(([sign]) => first.split(sign).filter(isKnown).length > 1);
  const what = separator
    ? `its fields are separated by ${separator[1]}; write commas between fields and points in numbers: ${form.expected}`
    : `${shown(first)} is no header of it; expected ${form.expected}`;
  throw problems.error(`${file}, line ${line}: ${what}`, { line });
}

/** A name of a column as it is looked for: in small letters, `_` between words. */
function columnName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

function missingText(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`).join(', ');
  return names.length === 1 ? `column ${quoted} is` : `columns ${quoted} are`;
}

/** The names of a header, without the empty ones at its end. */
function columnsOf({ fields, line }: Line, { required }: TableForm, problems: TableProblems): string[] {
  const all = fields.map(columnName);
  const columns = all.slice(0, all.findLastIndex((name) => name !== '') + 1);
  columns.forEach((name, i) => {
    const same = required.find((names) => names.includes(name)) ?? [name];
    const before = name === '' ? -1 : columns.findIndex((other) => same.includes(other));
    if (before < 0 || before === i) return;
    const was = columns[before] === name ? 'was given before' : `means the same as "${columns[before]!}"`;
    problems.add(line, `"${name}" ${was}, column ${before + 1}; keep one of them`, i + 1);
  });
  return columns;
}

/** Whether a row has a field for every name and no value without one; notes what is wrong. */
function hasShape({ fields, line }: Line, columns: readonly string[], problems: TableProblems): boolean {
  const under = (count: number): string =>
    `${count} ${count === 1 ? 'field' : 'fields'} under the ${columns.length} of the header`;
  if (fields.length < columns.length) {
    const missing = columns.slice(fields.length).find((name) => name !== '')!;
    const hint = fields.some((field) => field.includes(';'))
      ? 'separate them by commas, not semicolons'
      : 'write every field, empty ones too';
    problems.add(line, `the row ends before it: ${under(fields.length)}; ${hint}`, missing);
    return false;
  }
  const stray = fields.findIndex((field, i) => field !== '' && (columns[i] ?? '') === '');
  if (stray < 0) return true;
  const count = fields.findLastIndex((field) => field !== '') + 1;
  const why = stray < columns.length ? 'a column without a name; name it or take it out' : `no column: ${under(count)}`;
  problems.add(line, `${shown(fields[stray]!)} stands under ${why}${pointHint(fields, stray)}`, stray + 1);
  return false;
}

/** What to write where fields look like the halves of a number with a decimal comma. */
function pointHint(fields: readonly string[], stray: number): string {
  if (!/^\d+$/.test(fields[stray]!)) return '';
  const pairs = fields.slice(1).map((rest, i) => [fields[i]!, rest] as const);
  const split = pairs.filter(([whole, rest]) => /^[+-]?\d+$/.test(whole) && /^\d+$/.test(rest));
  const [whole, rest] = split.find(([, half]) => /^0\d/.test(half)) ?? split[0] ?? [];
  return whole === undefined ? '' : `; if a decimal comma split a number, write a point, as in ${whole}.${rest}`;
}
