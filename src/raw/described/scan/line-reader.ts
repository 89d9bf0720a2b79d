import { CsvError, parse } from 'csv-parse/sync';

const QUOTE = '"';

/** The fields of a line, without blanks around them; undefined where a quote opens and does not close. */
export function fieldsOfLine(line: string, delimiter: string): string[] | undefined {
  if (delimiter === ' ' && !line.includes(QUOTE)) return line.trim().split(/ +/);
  if (!line.includes(QUOTE)) return line.split(delimiter).map(trimmed);
  try {
    const options = { delimiter, relax_column_count: true, relax_quotes: true, record_delimiter: ['\n'] };
    const [fields = []] = parse(delimiter === ' ' ? line.trim().replace(/ +/g, ' ') : line, options);
    return fields.map(trimmed);
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

/** `trim` takes time for what is trimmed alone. */
function trimmed(field: string): string {
  return field.trim();
}

/** Whether a line has nothing but blanks, quotes and delimiters. */
export function isEmptyLine(line: string, delimiter: string): boolean {
  for (const sign of line) if (sign !== delimiter && sign !== QUOTE && sign.trim() !== '') return false;
  return true;
}
