import type { Reject, RejectReason } from '../../domain/readings/reading.js';
import { REJECT_REASONS } from '../../raw/reasons.js';
import { count } from '../text/report-events.js';
import { placeInLine } from '../../raw/network-line/place-in-line.js';

/** Signs of a line that are shown, and of them before the place in question. */
const MOST_TEXT = 120;
const MOST_BEFORE = 40;

/** Lines of a reason that are shown, unless all are asked for. */
export const MOST_OF_A_REASON = 20;

/** Lines that cannot be used, in order, of each reason at most `most`, and how many more there are of it. */
export function rejectsText(rejects: Iterable<Reject>, most: number, textOf: (reject: Reject) => string[]): string[] {
  const seen = new Map<RejectReason, number>();
  const lines: string[] = [];
  for (const reject of rejects) {
    const before = seen.get(reject.reason) ?? 0;
    seen.set(reject.reason, before + 1);
    if (before < most) lines.push(...textOf(reject));
  }
  return [...lines, ...moreText(seen, most)];
}

/** Of which reasons there are more lines than are shown. */
export function moreText(counts: ReadonlyMap<RejectReason, number>, most: number): string[] {
  return [...counts]
    .filter(([, lines]) => lines > most)
    .map(([reason, lines]) => `  and ${count(lines - most, 'more line')}: ${reason}; --all shows them`);
}

/** Why a line cannot be used, and the place in it: of a long one, what is around that. */
export function rejectLines({ line, reason, text }: Reject): string[] {
  const { start, length } = placeInLine(text, reason);
  const first = text.length <= MOST_TEXT || start < MOST_TEXT - MOST_BEFORE ? 0 : start - MOST_BEFORE;
  const shown = visible(text.slice(first, first + MOST_TEXT));
  const [lead, tail] = [first > 0 ? '…' : '', first + MOST_TEXT < text.length ? '…' : ''];
  const at = lead.length + start - first;
  const marks = '^'.repeat(Math.max(1, Math.min(length, MOST_TEXT - (start - first))));
  return [
    `  line ${line}: ${reason}: ${REJECT_REASONS[reason]}`,
    `    ${lead}${shown}${tail}`,
    `    ${' '.repeat(at)}${marks}`,
  ];
}

/** Text in which signs that would move a terminal's cursor, or do worse, are seen instead. */
export function visible(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '�');
}
