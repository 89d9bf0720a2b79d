import type { Look } from './look.js';
import { timeForm, valueForm } from './columns.js';

/** Lines that are looked at. */
const MOST_LINES = 200;
/** A row of fewer lines than this share, with as many fields as the others, is no table. */
const LEAST_SHARE = 0.6;

const DELIMITERS = [
  { sign: ',', name: 'CSV' },
  { sign: ';', name: 'a table with semicolons' },
  { sign: '\t', name: 'a table with tabs' },
  { sign: '|', name: 'a table with bars' },
  { sign: ' ', name: 'a table with blanks' },
] as const;

/** A line as loggers of the network send it, whether or not every field is good. */
const OWN_LINE = /^[^,;\t]{0,64},\s*\d{9,10}\s*,/;

/** What a table looks like; undefined where lines have no fields in common. */
export function tableLook(all: readonly string[]): Look | undefined {
  const lines = all.slice(0, MOST_LINES);
  if (shareOf(lines, (line) => OWN_LINE.test(line)) >= LEAST_SHARE)
    return { kind: 'readings', text: 'lines as loggers send them' };
  const delimiter = delimiterOf(lines);
  if (!delimiter) return undefined;
  const { count } = delimiter;
  const rows = lines.map((line) => fieldsOf(line, delimiter.sign)).filter((row) => row.length === count);
  const header = rows.length > 1 && isHeader(rows[0]!, rows[1]!) ? rows[0]! : undefined;
  const body = header ? rows.slice(1) : rows;
  const columns = Array.from({ length: count }, (_, i) => ({
    name: header?.[i],
    values: body.map((row) => row[i]!).filter((value) => !/^(?:na|nan|null|-*)$/i.test(value)),
  }));
  const time = timeForm(columns);
  const rest = columns.filter((column) => !time?.of.includes(column));
  const parts = [`${delimiter.name} ${header ? 'with' : 'without'} a header`, time?.text, valueForm(rest)];
  return { kind: 'table', text: parts.filter((part) => part !== undefined).join(', ') };
}

function shareOf<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.filter(test).length / Math.max(1, items.length);
}

/** What divides most lines into the same number of fields, more than one; of several, what divides more lines, then into more. */
function delimiterOf(lines: readonly string[]): { name: string; sign: string; count: number } | undefined {
  // Words of a text have blanks between them, too.
  const hasDigits = lines.some((line) => /\d/.test(line));
  return DELIMITERS.filter(({ sign }) => sign !== ' ' || hasDigits)
    .map((delimiter) => ({ ...delimiter, ...fieldsInCommon(lines, delimiter.sign) }))
    .filter(({ count, share }) => count > 1 && share >= LEAST_SHARE)
    .reduce<(ReturnType<typeof delimiterOf> & { share: number }) | undefined>(
      (best, next) =>
        best && (best.share > next.share || (best.share === next.share && best.count >= next.count)) ? best : next,
      undefined,
    );
}

/** The commonest number of fields, and the share of lines that have so many. */
function fieldsInCommon(lines: readonly string[], sign: string): { count: number; share: number } {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const count = fieldsOf(line, sign).length;
    counts.set(count, (counts.get(count) ?? 0) + 1);
  }
  const [[count, rows] = [0, 0]] = [...counts].sort(([, a], [, b]) => b - a);
  return { count, share: rows / lines.length };
}

/** The fields of a line, without the quotes around them; what is between quotes is not divided. */
function fieldsOf(line: string, sign: string): string[] {
  const whole = sign === ' ' ? line.trim().replaceAll(/ +/g, ' ') : line;
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const letter of whole.slice(0, 4096)) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === sign && !isQuoted) {
      fields.push(field.trim());
      field = '';
    } else field += letter;
  }
  fields.push(field.trim());
  return fields;
}

/** Names stand where numbers and times follow. */
function isHeader(first: readonly string[], second: readonly string[]): boolean {
  const hasDigit = (field: string): boolean => /^[\d+.,-]/.test(field) && /\d/.test(field);
  return !first.some(hasDigit) && second.some(hasDigit);
}
