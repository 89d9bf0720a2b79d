import type { RejectReason } from '../../domain/readings/reading.js';
import { delimiterOf } from './line-fields.js';

/** Fields of a line, by the reason that concerns them. */
const FIELD_OF_REASON: Partial<Record<RejectReason, number>> = {
  'no-label': 0,
  'quote-not-closed': 0,
  header: 1,
  'stamp-not-a-number': 1,
  'stamp-with-exponent': 1,
  'stamp-in-milliseconds': 1,
  'stamp-in-microseconds': 1,
  'stamp-in-nanoseconds': 1,
  'clock-before-start': 1,
  'clock-ahead': 1,
  'tips-missing': 2,
  'tips-not-a-count': 2,
  implausible: 2,
  'decimal-comma': 3,
  'too-many-fields': 5,
};

/** Reasons that concern everything from their field on. */
const TO_THE_END: ReadonlySet<RejectReason> = new Set(['header', 'decimal-comma', 'too-many-fields']);

/** Where in a line the thing is that it was rejected for: 0-based position and length; of a cut line, its end. */
export function placeInLine(text: string, reason: RejectReason): { start: number; length: number } {
  const field = FIELD_OF_REASON[reason];
  if (field === undefined) return { start: text.length, length: 1 };
  const delimiter = delimiterOf(text) ?? ',';
  let start = 0;
  for (let i = 0; i < field; i++) start = text.indexOf(delimiter, start) + 1;
  const next = text.indexOf(delimiter, start);
  const end = next < 0 || TO_THE_END.has(reason) ? text.length : next;
  const blanks = /^[ \t]*/.exec(text.slice(start, end))![0].length;
  return { start: start + blanks, length: Math.max(1, text.slice(start + blanks, end).trimEnd().length) };
}
