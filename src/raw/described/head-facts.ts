import type { Source } from '../../domain/reading.js';
import { offsetOf } from '../description/offset.js';
import type { Description } from '../description/description.js';
import { fixedZone, type Zone } from './zone.js';

/** What the readings of a source are labelled where no column says it; '' where nothing tells. */
export function labelOfSource(
  { gauge }: Description,
  { name, folder }: Source,
  head: readonly string[],
  onlyGauge: string | undefined,
): string {
  if (folder !== undefined) return folder;
  const file = name.slice(name.lastIndexOf('/') + 1);
  if (gauge.by === 'name') return gauge.name;
  if (gauge.by === 'file') return firstGroup(gauge.pattern, file) ?? '';
  if (gauge.by === 'header')
    return head.map((line) => firstGroup(gauge.pattern, line)).find((text) => text !== undefined) ?? '';
  return onlyGauge ?? '';
}

function firstGroup(pattern: RegExp, text: string): string | undefined {
  const match = pattern.exec(text);
  return match ? (match[1] ?? match[0]).trim() : undefined;
}

/** The zone that the head says; undefined where it says none. */
export function zoneInHeader({ time: { zone } }: Description, head: readonly string[]): Zone | undefined {
  if (typeof zone !== 'object') return undefined;
  for (const line of [...head].reverse()) {
    const match = zone.header.exec(line);
    if (match) return fixedZone(match[1] === undefined ? 0 : offsetOf(`${match[1]}${match[2] ?? ''}`)!);
  }
  return undefined;
}
