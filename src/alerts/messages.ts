import { formatDateTime } from '../domain/time/time.js';
import type { Incident } from './state.js';

/** Incidents with their numbers, one a line; times are UTC. */
export function listed(incidents: readonly Incident[]): string {
  return incidents
    .map(({ id, text, badSinceS }) => `#${id!} ${text} (seen ${formatDateTime(badSinceS)} UTC)`)
    .join('\n');
}

/** What a daily message says. */
export function digestText(open: readonly Incident[], closed: readonly Incident[]): string {
  const part = (title: string, incidents: readonly Incident[]): string[] =>
    incidents.length === 0 ? [] : [`${title}:\n${listed(incidents)}`];
  const parts = [
    ...part(
      'Open',
      open.filter(({ acknowledgedS }) => acknowledgedS === null),
    ),
    ...part(
      'Open, acknowledged',
      open.filter(({ acknowledgedS }) => acknowledgedS !== null),
    ),
    ...part('Over', closed),
  ];
  if (parts.length === 0) parts.push('No incident is open, and none has ended since the last message of this kind.');
  return [...parts, 'This message comes once a day: where it does not, the alerter is not at work.'].join('\n\n');
}

/** `1 incident`, `2 incidents`. */
export function plural(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
