import { parse } from 'csv-parse/sync';
import { messageOf, PluvioError } from '../domain/errors.js';

/** One row of the calibration table. */
export interface CalibrationRow {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** 1-based line in the file. */
  readonly line: number;
}

/** Columns that may name the gauge. */
const NAME_COLUMNS = ['pluvio', 'station', 'gauge'];
const COEFFICIENTS = ['a', 'b', 'c'] as const;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a calibration table: CSV with a header, `pluvio,a,b,c` (the first also as `station` or `gauge`), other columns
 * ignored. Gives the rows by name. Throws CALIBRATION, with file and the line of the first mistake, and all mistakes in
 * the message, for a missing column, a value that is no number, a name that is empty or given twice.
 */
export function readCalibration(text: string, file: string): Map<string, CalibrationRow> {
  const records = recordsOf(text, file);
  const header = (records[0]?.record ?? []).map((name) => name.toLowerCase());
  const nameColumn = header.findIndex((name) => NAME_COLUMNS.includes(name));
  const columns = COEFFICIENTS.map((name) => header.indexOf(name));
  const missing = [...(nameColumn < 0 ? ['pluvio'] : []), ...COEFFICIENTS.filter((_, i) => columns[i]! < 0)];
  if (missing.length > 0) {
    const which =
      missing.length === 1
        ? `column "${missing[0]!}" is`
        : `columns ${missing.map((name) => `"${name}"`).join(', ')} are`;
    throw new PluvioError(
      'CALIBRATION',
      `Cannot read calibration: ${which} missing in ${file}; expected pluvio,a,b,c`,
      { file, line: 1 },
    );
  }
  const rows = new Map<string, CalibrationRow>();
  const lineOf = new Map<string, number>();
  const problems: { line: number; text: string }[] = [];
  for (const { record, line } of records.slice(1)) {
    const name = record[nameColumn] ?? '';
    const values = columns.map((column) => record[column] ?? '');
    const bad = COEFFICIENTS.filter((_, i) => !NUMBER.test(values[i]!));
    const earlier = lineOf.get(name);
    if (name === '') problems.push({ line, text: `line ${line}: the name is empty` });
    else if (earlier !== undefined)
      problems.push({ line, text: `line ${line}: "${name}" was given before, at line ${earlier}` });
    for (const column of bad)
      problems.push({
        line,
        text: `line ${line}, column "${column}": "${values[COEFFICIENTS.indexOf(column)]!}" is not a number`,
      });
    if (earlier === undefined) lineOf.set(name, line);
    const [a, b, c] = values.map(Number) as [number, number, number];
    if (name !== '' && earlier === undefined && bad.length === 0) rows.set(name, { a, b, c, line });
  }
  if (problems.length > 0) {
    const what = problems.map((problem) => problem.text).join('; ');
    throw new PluvioError('CALIBRATION', `Cannot read calibration: ${file}, ${what}; mend it and run again`, {
      file,
      line: problems[0]!.line,
    });
  }
  return rows;
}

function recordsOf(text: string, file: string): { record: string[]; line: number }[] {
  try {
    const records = parse(text, {
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return records.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (cause) {
    throw new PluvioError(
      'CALIBRATION',
      `Cannot read calibration: ${file} is not CSV (${messageOf(cause)}); expected pluvio,a,b,c`,
      { file, cause },
    );
  }
}
