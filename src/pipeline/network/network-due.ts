import { ALL_GAUGES } from '../../domain/run/journal.js';
import { networkPath } from '../../domain/paths.js';
import type { Publishing } from '../context.js';
import type { TouchedYear } from '../publish/tables/publish-products.js';

/** Where more are concerned, a note stands for all gauges. */
const MOST_NAMED = 64;

/**
 * Notes, before a gauge's year changes, that the network of that year has to be made of it. No raw file may be left that
 * would bring a run back to it: the year may change by another calibration alone.
 */
export function noteNetworkDue(
  gauge: string,
  year: number,
  { out, journal }: Pick<Publishing, 'out' | 'journal'>,
): void {
  const path = networkPath(year);
  const before = journal.due(out, path) ?? [];
  if (before.includes(gauge) || before.includes(ALL_GAUGES)) return;
  journal.noteDue(out, path, before.length < MOST_NAMED ? [...before, gauge] : [ALL_GAUGES]);
}

/**
 * Years whose network is to be made, by this run or left so by an earlier one, each with the gauge that changed; years that
 * were made without being published (unless that still comes later), with none.
 */
export function networksDue({
  out,
  target,
  journal,
  publication,
}: Omit<Publishing, 'checkpoint' | 'version'>): TouchedYear[] {
  const years = out.names('network').filter((name) => /^\d{4}$/.test(name));
  return years.map(Number).flatMap((year): TouchedYear[] => {
    const gauges = journal.due(out, networkPath(year));
    if (gauges) return gauges.includes(ALL_GAUGES) ? [{ year }] : gauges.map((gauge) => ({ gauge, year }));
    const made = journal.published(out, networkPath(year));
    if (!made || !target || publication?.later) return [];
    return made.sha256 === journal.published(target, networkPath(year))?.sha256 ? [] : [{ year }];
  });
}
