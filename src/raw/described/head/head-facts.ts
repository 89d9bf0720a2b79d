import type { Source } from '../../../domain/readings/reading.js';
import { offsetOf } from '../../description/offset.js';
import type { Description, GaugeSpec } from '../../description/description.js';
import { fixedZone, type Zone } from '../time/zone.js';

/** What is known of gauges where a source is labelled. */
export interface LabelRules {
  /** The one gauge that is wanted: its are the readings of a file that says nothing of a gauge. */
  readonly onlyGauge?: string | undefined;
  /** Whether a label is a name of a gauge that is known: a file that says one is labelled so, wherever it lies. */
  readonly isGauge?: ((label: string) => boolean) | undefined;
}

/** What the readings of a source are labelled where no column says it; '' where nothing tells. */
export function labelOfSource(
  { gauge }: Description,
  { name, folder }: Source,
  head: readonly string[],
  { onlyGauge, isGauge }: LabelRules,
): string {
  const said = saidLabel(gauge, name.slice(name.lastIndexOf('/') + 1), head);
  if (folder === undefined) return said ?? (gauge.by === 'folder' ? (onlyGauge ?? '') : '');
  if (said !== undefined && isGauge?.(said) === true) return said;
  return (isGauge && folderWithin(name, folder, isGauge)) ?? folder;
}

/** The nearest folder above a file, in a gauge's folder, that is another gauge's. */
function folderWithin(name: string, folder: string, isGauge: (label: string) => boolean): string | undefined {
  const above = name.split('/').slice(0, -1);
  return above.slice(above.indexOf(folder) + 1 || above.length).findLast(isGauge);
}

function saidLabel(gauge: GaugeSpec, file: string, head: readonly string[]): string | undefined {
  if (gauge.by === 'name') return gauge.name;
  if (gauge.by === 'file') return firstGroup(gauge.pattern, file);
  if (gauge.by !== 'header') return undefined;
  return head.map((line) => firstGroup(gauge.pattern, line)).find((text) => text !== undefined);
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
