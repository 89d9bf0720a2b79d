import type { RejectReason } from '../../domain/readings/reading.js';
import {
  delimiterOf,
  fieldsOf,
  isEmptySurplus,
  labelIn,
  labelOf,
  MOST_FIELDS,
  unquoted,
  type Delimiter,
  type LineFields,
} from './line-fields.js';

// None of these can be tried in more than one way on any text, so that no text takes longer than its length.
const WHOLE = /^\d+(?:\.0*)?$/;
const DIGITS = /^\d+$/;
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const WITH_EXPONENT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)e[+-]?\d+$/i;
const EXACT_EXPONENT = /^(\d+)\.(\d+)e\+?(\d{1,2})$/i;
const MISSING = /^(?:na|nan)?$/i;
/** Words that stand for a missing number; no header has them for names. */
const NO_NUMBER = /^(?:na|n\/a|nan|nil|none|null|inf|infinity)$/i;
const LETTER = /\p{L}/u;
const COMMA_BETWEEN_DIGITS = /\d,\d/;
const NUMBER_START = /^[\d+.,-]/;

const STAMP = /\d{9}/;

const MOST_S = 0xffffffff;
/** Stamps of so many digits count parts of a second. */
const PARTS_OF_SECOND = [
  { from: 1e12, to: 1e13, reason: 'stamp-in-milliseconds' },
  { from: 1e15, to: 1e16, reason: 'stamp-in-microseconds' },
  { from: 1e18, to: 1e19, reason: 'stamp-in-nanoseconds' },
] as const;
/** Fields that decimal commas make too many at most: one for the wind, one for the battery. */
const MOST_SURPLUS = 2;

/** One line, understood: a reading, or why it is none. */
export type ParsedLine = ParsedReading | { label: string; fields: number; reason: RejectReason };

export interface ParsedReading {
  label: string;
  stampS: number;
  tips: number;
  wind: number;
  battery: number;
  /** Whether wind or battery was no number, and is NaN. */
  isMended: boolean;
  /** How many fields it has, at most five. */
  fields: number;
  reason?: undefined;
}

export interface LineRules {
  /** Whether the folder already names the gauge, so that the label may be empty. */
  readonly gaugeKnown: boolean;
  readonly notBeforeS: number;
  readonly notAfterS: number;
}

/**
 * The careful parser: any line, without its line end. Every rule of the line grammar stands here, in the order in
 * which the reasons are given; the hot loop only takes lines for which this would give the same reading.
 */
export function parseLine(text: string, rules: LineRules): ParsedLine {
  if (text.includes('\0')) return { label: labelOf(text), fields: MOST_FIELDS, reason: 'nul-bytes' };
  const delimiter = delimiterOf(text);
  if (delimiter === undefined) return unclear(text);
  const line = fieldsOf(text, delimiter);
  const { fields } = line;
  const label = labelIn(fields[0]!);
  const reject = (reason: RejectReason): ParsedLine => ({ label, fields: fields.length, reason });
  const misfit = misfitOf(line, label, delimiter, text);
  if (misfit) return reject(misfit);
  if (label === '' && !rules.gaugeKnown) return reject('no-label');
  const stampS = parseStamp(unquoted(fields[1]!));
  if (typeof stampS === 'string') return reject(stampS);
  const tipsText = unquoted(fields[2]!);
  if (tipsText === '') return reject('tips-missing');
  const tips = WHOLE.test(tipsText) ? Number(tipsText) : Infinity;
  if (tips > MOST_S) return reject('tips-not-a-count');
  if (stampS < rules.notBeforeS) return reject('clock-before-start');
  if (stampS > rules.notAfterS) return reject('clock-ahead');
  const wind = parseMeasure(fields[3], delimiter);
  const battery = parseMeasure(fields[4], delimiter);
  if (holdsAnotherLine(fields, wind, battery)) return reject('delimiters-mixed');
  const isMended = wind === undefined || battery === undefined;
  return { label, stampS, tips, wind: wind ?? NaN, battery: battery ?? NaN, isMended, fields: fields.length };
}

/** A line in which nothing clearly separates three fields. */
function unclear(text: string): ParsedLine {
  const { fields } = fieldsOf(text, ',');
  const reason = fields.length < 3 ? 'too-few-fields' : 'delimiters-mixed';
  return { label: labelOf(text), fields: fields.length, reason };
}

/** Why fields, whatever they are, are not those of a reading. */
function misfitOf(line: LineFields, label: string, delimiter: Delimiter, text: string): RejectReason | undefined {
  const [stamp, tips, ...others] = line.fields.slice(1).map(unquoted) as [string, string, ...string[]];
  if (isWord(stamp) && isWord(tips) && others.every((other) => other === '' || isWord(other))) return 'header';
  if (label.startsWith('"') && (label.length < 2 || !label.endsWith('"'))) return 'quote-not-closed';
  if (isEmptySurplus(line.surplus, delimiter)) return undefined;
  return delimiter === ',' && COMMA_BETWEEN_DIGITS.test(text) && hasWholeNumbers(line)
    ? 'decimal-comma'
    : 'too-many-fields';
}

/** Whether a field is a word: neither a number nor what loggers write in the place of one. */
function isWord(field: string): boolean {
  return !NUMBER_START.test(field) && !NO_NUMBER.test(field) && LETTER.test(field);
}

/** Whether wind and battery, and what is too much, could be the parts of numbers with a decimal comma. */
function hasWholeNumbers({ fields, surplus }: LineFields): boolean {
  const { fields: more, surplus: rest } = fieldsOf(surplus!, ',', MOST_SURPLUS);
  return isEmptySurplus(rest, ',') && [...fields.slice(3), ...more].every((part) => part === '' || DIGITS.test(part));
}

/** Whole seconds, or why there are none. */
function parseStamp(text: string): number | RejectReason {
  const exact = EXACT_EXPONENT.exec(text);
  const stampS = exact ? withoutExponent(exact) : WHOLE.test(text) ? Number(text) : undefined;
  if (stampS === undefined) return WITH_EXPONENT.test(text) ? 'stamp-with-exponent' : 'stamp-not-a-number';
  if (stampS <= MOST_S) return stampS;
  return PARTS_OF_SECOND.find(({ from, to }) => stampS >= from && stampS < to)?.reason ?? stampS;
}

/** `1.704070860E+09`, whose every digit down to the seconds is there; undefined where some are not. */
function withoutExponent([, whole, fraction, exponent]: RegExpExecArray): number | undefined {
  const places = Number(exponent);
  if (fraction!.length < places) return undefined;
  const text = `${whole!}${fraction!.slice(0, places)}.${fraction!.slice(places)}`;
  return WHOLE.test(text) ? Number(text) : undefined;
}

/** A decimal; NaN where it is missing; undefined where it is neither. -0 is 0. A comma is a point where it separates nothing. */
function parseMeasure(field: string | undefined, delimiter: Delimiter): number | undefined {
  if (field === undefined) return NaN;
  const text = unquoted(field);
  if (MISSING.test(text)) return NaN;
  const withPoint = delimiter === ',' || text.includes('.') ? text : text.replace(',', '.');
  const number = DECIMAL.test(withPoint) ? Number(withPoint) : Infinity;
  return Number.isFinite(number) ? number + 0 : undefined;
}

/** Whether what stands in the place of wind or battery is more than a bad value: another line, which lost its beginning. */
function holdsAnotherLine(fields: readonly string[], wind?: number, battery?: number): boolean {
  return (wind === undefined && STAMP.test(fields[3]!)) || (battery === undefined && STAMP.test(fields[4]!));
}
