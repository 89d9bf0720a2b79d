import { plainName } from '../domain/names.js';
import { dateField } from '../tables/date-field.js';
import { numberField } from '../tables/number-field.js';
import { readTable } from '../tables/read-table.js';
import { shown, type TableForm } from '../tables/table-problems.js';

/** One row of the calibration table. */
export interface CalibrationRow {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** The first stamp that it is for, Unix seconds; −∞: it holds from the beginning. Until the next row under the same name. */
  readonly fromS: number;
  /** 1-based line in the file. */
  readonly line: number;
}

/** Columns that may name the gauge. */
const NAME_COLUMNS = ['pluvio', 'station', 'gauge'];
const COEFFICIENTS = ['a', 'b', 'c'] as const;

const FORM: TableForm = {
  code: 'CALIBRATION',
  what: 'calibration',
  expected: 'pluvio,a,b,c',
  required: [NAME_COLUMNS, ...COEFFICIENTS.map((name) => [name])],
  known: [...NAME_COLUMNS, ...COEFFICIENTS, 'from'],
};

/**
 * Reads a calibration table: CSV with a header, `pluvio,a,b,c[,from]` (the first also as `station` or `gauge`), other columns
 * ignored. Gives the rows by name, bare and in NFC, each list ascending by date (`dateField`). Throws CALIBRATION, with file and the line of the first mistake, and
 * all mistakes in the message, for a table that is none (see `readTable`), a value that is no number or no date, a name that is empty
 * or given twice from one date. Names that differ by case alone are two: `CalibrationRows` decides between them.
 */
export function readCalibration(text: string, file: string): Map<string, readonly CalibrationRow[]> {
  const { columns, rows, problems } = readTable(text, file, FORM);
  const nameColumn = NAME_COLUMNS.find((name) => columns.includes(name))!;
  const found = new Map<string, CalibrationRow[]>();
  for (const { line, field } of rows) {
    const name = plainName(field(nameColumn));
    const [a, b, c] = COEFFICIENTS.map((column) => {
      const number = numberField(field(column));
      if (typeof number === 'number') return number;
      problems.add(line, number.problem, column);
      return 0;
    }) as [number, number, number];
    const from = field('from') === '' ? -Infinity : dateField(field('from'));
    if (typeof from !== 'number') problems.add(line, from.problem, 'from');
    const fromS = typeof from === 'number' ? from : NaN;
    const others = found.get(name) ?? [];
    const earlier = others.find((other) => other.fromS === fromS);
    if (name === '') problems.add(line, 'the name is empty', nameColumn);
    else if (earlier) problems.add(line, givenTwice(name, field('from'), earlier.line));
    else found.set(name, [...others, { a, b, c, fromS, line }]);
  }
  problems.throwAny();
  for (const dated of found.values()) dated.sort((one, other) => one.fromS - other.fromS);
  return found;
}

function givenTwice(name: string, from: string, line: number): string {
  const when = from === '' ? '' : ` from ${from}`;
  return `${shown(name)} was given${when} before, at line ${line}`;
}
