/** What separates the fields of a line: told by the line itself. */
export type Delimiter = ',' | ';' | '\t';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];
/** Label, stamp, tips: the fields without which a line is no reading. */
const LEADING_FIELDS = 3;
/** All fields a line has. */
export const MOST_FIELDS = 5;

const TAB = 9;
const SPACE = 32;
const BYTE_ORDER_MARK = 0xfeff;

/** A line, taken apart. Fields are without the blanks around them. */
export interface LineFields {
  /** At most five. */
  readonly fields: readonly string[];
  /** What follows the fifth field's delimiter; undefined where nothing does. */
  readonly surplus: string | undefined;
}

/** Takes a line apart, however many delimiters there are. */
export function fieldsOf(text: string, delimiter: Delimiter, most = MOST_FIELDS): LineFields {
  const fields: string[] = [];
  let start = 0;
  while (fields.length < most) {
    const end = text.indexOf(delimiter, start);
    fields.push(trimBlanks(end < 0 ? text.slice(start) : text.slice(start, end)));
    if (end < 0) return { fields, surplus: undefined };
    start = end + 1;
  }
  return { fields, surplus: text.slice(start) };
}

/**
 * What separates the fields: the only one of comma, semicolon and tab that sets three fields apart in which none of the
 * others stands. Wind and battery may hold a decimal comma. undefined where it is not clear, or fields are too few.
 */
export function delimiterOf(text: string): Delimiter | undefined {
  return DELIMITERS.find((delimiter) => {
    const { fields } = fieldsOf(text, delimiter, LEADING_FIELDS);
    return fields.length === LEADING_FIELDS && !fields.some((field) => hasDelimiter(field));
  });
}

function hasDelimiter(field: string): boolean {
  return DELIMITERS.some((delimiter) => field.includes(delimiter));
}

/**
 * The label a line carries: its first field, or what stands before its first comma where it has no three; '' where there
 * is none. NUL bytes do not count.
 */
export function labelOf(text: string): string {
  const shown = text.includes('\0') ? text.replaceAll('\0', '') : text;
  const end = shown.indexOf(delimiterOf(shown) ?? ',');
  return labelIn(shown.slice(0, Math.max(0, end)));
}

/** A label without blanks around it, and without byte order marks behind blanks. */
export function labelIn(field: string): string {
  let start = 0;
  while (isBlankCode(field.charCodeAt(start)) || field.charCodeAt(start) === BYTE_ORDER_MARK) start++;
  return trimBlanks(start === 0 ? field : field.slice(start));
}

/** Without blanks and tabs around it. Linear, which an expression for what stands at the end is not. */
export function trimBlanks(field: string): string {
  let start = 0;
  let end = field.length;
  while (start < end && isBlankCode(field.charCodeAt(start))) start++;
  while (end > start && isBlankCode(field.charCodeAt(end - 1))) end--;
  return start === 0 && end === field.length ? field : field.slice(start, end);
}

/** Whether a line holds nothing but blanks; such lines are no lines at all. */
export function isBlank(text: string): boolean {
  let at = 0;
  while (isBlankCode(text.charCodeAt(at))) at++;
  return at === text.length;
}

function isBlankCode(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Whether nothing stands between delimiters, as behind the last field where lines end with one. */
export function isEmptySurplus(surplus: string | undefined, delimiter: Delimiter): boolean {
  if (surplus === undefined) return true;
  const comma = delimiter.charCodeAt(0);
  for (let at = 0; at < surplus.length; at++) {
    const code = surplus.charCodeAt(at);
    if (code !== comma && !isBlankCode(code)) return false;
  }
  return true;
}

/** A field without the quotes it stands in; as it is where none are around it, or others are in it. */
export function unquoted(field: string): string {
  if (field.length < 2 || !field.startsWith('"') || !field.endsWith('"')) return field;
  const inner = field.slice(1, -1);
  return inner.includes('"') ? field : trimBlanks(inner);
}
