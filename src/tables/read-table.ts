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
 * in any case; columns that are not known are allowed. Lines without a value are skipped, and so are empty fields beyond
 * the header, as spreadsheets write them. Throws the form's error, with file and line, where there is no table or its
 * header lacks a column; notes rows with too few or too many fields, columns given twice, and values under no name.
 */
export function readTable(text: string, file: string, form: TableForm): Table {
  const problems = new TableProblems(file, form);
  mustBeText(text, file, problems);
  const [header, ...rows] = linesOf(text, file, problems);
  if (!header) throw problems.error(`${file} is empty; expected ${form.expected}`);
  mustBeHeader(header, file, form, problems);
  const columns = columnsOf(header, form, problems);
  if (rows.length === 0) throw problems.error(`${file} has a header and no gauge; expected ${form.expected}`);
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
    const records = parse(text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n'), {
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
] as const;

/** Throws what is wrong with a first line that has none of the columns. */
function mustBeHeader({ fields, line }: Line, file: string, form: TableForm, problems: TableProblems): void {
  const { expected, known } = form;
  const isKnown = (name: string): boolean => known.includes(name.trim().toLowerCase());
  if (fields.some(isKnown)) return;
  for (const [separator, name] of SEPARATORS)
    if (fields.some((field) => field.includes(separator) && field.split(separator).some(isKnown))) {
      const what = `its fields are separated by ${name}; write commas between fields and points in numbers: ${expected}`;
      throw problems.error(`${file}, line ${line}: ${what}`, { line });
    }
  const what = `${shown(fields.join(','))} is no header of it; expected ${expected}`;
  throw problems.error(`${file}, line ${line}: ${what}`, { line });
}

function missingText(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`).join(', ');
  return names.length === 1 ? `column ${quoted} is` : `columns ${quoted} are`;
}

/** The names of a header, without the empty ones at its end. */
function columnsOf({ fields, line }: Line, { required }: TableForm, problems: TableProblems): string[] {
  const all = fields.map((name) => name.toLowerCase());
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
  const first = fields.findIndex((field, i) => /^[+-]?\d+$/.test(field) && /^\d+$/.test(fields[i + 1] ?? ''));
  if (first < 0) return '';
  const [whole, rest] = [fields[first]!, fields[first + 1]!];
  return `; if ${whole},${rest} is a number, write ${whole}.${rest}`;
}
