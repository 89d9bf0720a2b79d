import { createHash } from 'node:crypto';
import { DAY_S } from '../../domain/time/time.js';
import { partName, type Part } from './flaw.js';

/**
 * The parts whose turn of the day has come since the last look: each has a moment of its own, told by its name, so that all are
 * looked at once a day and few at a time. Unix seconds; a pause of a day or more brings all of them.
 */
export function partsDue(parts: readonly Part[], lastS: number, nowS: number): Part[] {
  if (nowS <= lastS) return [];
  if (nowS - lastS >= DAY_S) return [...parts];
  return parts.filter((part) => {
    const sinceTurnS = (((nowS - turnS(part)) % DAY_S) + DAY_S) % DAY_S;
    return sinceTurnS < nowS - lastS;
  });
}

/** A second of the day. */
function turnS(part: Part): number {
  return createHash('sha256').update(partName(part)).digest().readUInt32BE(0) % DAY_S;
}
