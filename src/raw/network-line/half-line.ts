import { delimiterOf, fieldsOf, unquoted } from './line-fields.js';
import type { Arrays, SentColumn } from '../../domain/columns.js';

/** Label and stamp. */
const FIELDS_BEFORE = 2;
/** Tips, wind and battery. */
const MOST_VALUES = 3;
const STAMP = /^(\d{1,10})(?:\.0*)?$/;

/** A line that could not be used, and carries the stamp of one without an end. */
export interface RefusedLine {
  readonly stampS: number;
  readonly text: string;
}

/** What a line says: behind its label and stamp, field by field, or in another form as one field, the line. */
export interface LineValues {
  /** Without the blanks around them. */
  readonly fields: readonly string[];
  /** Whether that is how they were written; else numbers tell it, in their shortest form. */
  readonly isWritten: boolean;
  /** Whether it is the line, because its second field is not the stamp, as in forms that are described. */
  readonly isLine?: boolean;
}

/** The values of a line as they were written, whose stamp is `stampS`. */
export function writtenValues(text: string, stampS: number): LineValues {
  if (stampIn(text) !== stampS) return { fields: [text.trim()], isWritten: true, isLine: true };
  const { fields } = fieldsOf(text, delimiterOf(text) ?? ',', Infinity);
  return { fields: fields.slice(FIELDS_BEFORE), isWritten: true };
}

/** The values of a line that was cut. What stands behind all of them is nothing, and half a character is none. */
export function halfValues(text: string, stampS: number): LineValues {
  const { fields, isLine } = writtenValues(text, stampS);
  const values = fields.slice(0, MOST_VALUES);
  const last = values.length - 1;
  const told = values.map((field, i) => (i === last && !isLine ? untilForeign(field) : field));
  return { fields: told, isWritten: true, ...(isLine && { isLine }) };
}

/** The values of a row. */
export function rowValues({ tips, wind, battery }: Arrays<Exclude<SentColumn, 'timeS'>>, row: number): LineValues {
  const numbers = [tips[row]!, wind[row]!, battery[row]!];
  while (Number.isNaN(numbers.at(-1))) numbers.pop();
  return { fields: numbers.map((number) => (Number.isNaN(number) ? '' : String(number))), isWritten: false };
}

/**
 * Whether a whole line goes on from half a line: it begins with all that is there. Where numbers tell the one or the other,
 * fields before the last one are compared as numbers.
 */
export function goesOn(half: LineValues, whole: LineValues): boolean {
  const last = half.fields.length - 1;
  if (last < 0 || whole.fields.length <= last) return false;
  const isWritten = half.isWritten && whole.isWritten;
  return half.fields.every((field, i) => {
    const longer = whole.fields[i]!;
    if (i === last) return longer.startsWith(field) || (!isWritten && withPoint(longer).startsWith(withPoint(field)));
    return longer === field || (!isWritten && Object.is(numberIn(longer), numberIn(field)));
  });
}

/** Whether numbers tell of half a line what has to be known: all but a point and zeros at its end. */
export function isToldBy(half: LineValues, { fields }: LineValues): boolean {
  const last = fields.length - 1;
  if (half.isLine === true || half.fields.length !== fields.length) return false;
  const field = withPoint(half.fields[last]!);
  return field === fields[last] || (/^(?:0|[1-9]\d*)\.\d*$/.test(field) && Number(field) === Number(fields[last]));
}

/** The stamp that a line carries, Unix seconds, whatever else is wrong with it; undefined where none can be told. */
export function stampIn(text: string): number | undefined {
  const [, stamp = ''] = fieldsOf(text, delimiterOf(text) ?? ',', FIELDS_BEFORE).fields;
  const digits = STAMP.exec(unquoted(stamp))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function untilForeign(field: string): string {
  let end = 0;
  while (end < field.length && field.charCodeAt(end) < 0x80) end++;
  return field.slice(0, end);
}

function withPoint(field: string): string {
  return unquoted(field).replace(',', '.');
}

function numberIn(field: string): number {
  const text = withPoint(field);
  return text === '' ? NaN : Number(text) + 0;
}
