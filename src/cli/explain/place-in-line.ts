import type { RejectReason } from '../../domain/reading.js';

/** Fields of a line, by the reason that concerns them. */
const FIELD_OF_REASON: Partial<Record<RejectReason, number>> = {
  'no-label': 0,
  'stamp-not-a-number': 1,
  'clock-before-start': 1,
  'clock-ahead': 1,
  'tips-missing': 2,
  'tips-not-a-count': 2,
  'wind-not-a-number': 3,
  'battery-not-a-number': 4,
  'too-many-fields': 5,
};

/** Where in a line the thing is that it was rejected for: 0-based position and length; of a cut line, its end. */
export function placeInLine(text: string, reason: RejectReason): { start: number; length: number } {
  const field = FIELD_OF_REASON[reason];
  if (field === undefined) return { start: text.length, length: 1 };
  let start = 0;
  for (let i = 0; i < field; i++) start = text.indexOf(',', start) + 1;
  const comma = text.indexOf(',', start);
  const end = comma < 0 || reason === 'too-many-fields' ? text.length : comma;
  const blanks = /^[ \t]*/.exec(text.slice(start, end))![0].length;
  return { start: start + blanks, length: Math.max(1, text.slice(start + blanks, end).trimEnd().length) };
}
