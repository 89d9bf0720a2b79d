import type { Segment } from '../partition/row-block.js';

/**
 * Segments by time, as far as that leaves it clear which of two readings with one stamp came first: those that overlap, also
 * by way of others, keep the order in which they came. Years sent in any order of days or months need no sorting then.
 */
export function inTimeOrder(segments: readonly Segment[]): Segment[] {
  const byStart = [...segments].sort((a, b) => a.leastS - b.leastS);
  const ordered: Segment[] = [];
  for (let start = 0; start < byStart.length;) {
    let end = start + 1;
    let { mostS } = byStart[start]!;
    for (; end < byStart.length && byStart[end]!.leastS <= mostS; end++) mostS = Math.max(mostS, byStart[end]!.mostS);
    const together = byStart.slice(start, end).sort((a, b) => a.place - b.place);
    for (const segment of together) ordered.push(segment);
    start = end;
  }
  return ordered;
}
