import { plainName } from '../domain/names.js';
import { numberField } from '../tables/number-field.js';
import { readTable } from '../tables/read-table.js';
import { shown, type TableForm } from '../tables/table-problems.js';

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

const FORM: TableForm = {
  code: 'CALIBRATION',
  what: 'calibration',
  expected: 'pluvio,a,b,c',
  required: [NAME_COLUMNS, ...COEFFICIENTS.map((name) => [name])],
  known: [...NAME_COLUMNS, ...COEFFICIENTS],
};

/**
 * Reads a calibration table: CSV with a header, `pluvio,a,b,c` (the first also as `station` or `gauge`), other columns
 * ignored. Gives the rows by name, bare and in NFC. Throws CALIBRATION, with file and the line of the first mistake, and
 * all mistakes in the message, for a table that is none (see `readTable`), a value that is no number, a name that is empty
 * or given twice. Names that differ by case alone are two: `CalibrationRows` decides between them.
 */
export function readCalibration(text: string, file: string): Map<string, CalibrationRow> {
  const { columns, rows, problems } = readTable(text, file, FORM);
  const nameColumn = NAME_COLUMNS.find((name) => columns.includes(name))!;
  const found = new Map<string, CalibrationRow>();
  for (const { line, field } of rows) {
    const name = plainName(field(nameColumn));
    const [a, b, c] = COEFFICIENTS.map((column) => {
      const number = numberField(field(column));
      if (typeof number === 'number') return number;
      problems.add(line, number.problem, column);
      return 0;
    }) as [number, number, number];
    const earlier = found.get(name);
    if (name === '') problems.add(line, 'the name is empty', nameColumn);
    else if (earlier) problems.add(line, `${shown(name)} was given before, at line ${earlier.line}`);
    else found.set(name, { a, b, c, line });
  }
  problems.throwAny();
  return found;
}
