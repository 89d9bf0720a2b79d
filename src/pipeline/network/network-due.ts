import type { PublishedNote } from '../../domain/journal.js';
import { networkPath } from '../../domain/paths.js';
import type { Publishing } from '../context.js';
import type { TouchedYear } from '../publish/publish-products.js';

/** Begins a note that stands for what is still to be made; the gauges that it is to be made of follow, a line each. */
const DUE = 'due';
/** Stands for all gauges, where more are concerned than a note should name. */
const ALL = '*';
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
  const before = dueGauges(journal.published(out.name, path)) ?? [];
  if (before.includes(gauge) || before.includes(ALL)) return;
  const gauges = before.length < MOST_NAMED ? [...before, gauge] : [ALL];
  journal.notePublished(out.name, {
    [path]: { sha256: [DUE, ...gauges].join('\n'), sizeBytes: 0, modifiedS: undefined },
  });
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
    const made = journal.published(out.name, networkPath(year));
    const gauges = dueGauges(made);
    if (gauges) return gauges.includes(ALL) ? [{ year }] : gauges.map((gauge) => ({ gauge, year }));
    if (!made || !target || publication?.later) return [];
    return made.sha256 === journal.published(target.name, networkPath(year))?.sha256 ? [] : [{ year }];
  });
}

/** Whether a note of a network's matrix says that it is still to be made. */
export function isDue(note: PublishedNote | undefined): boolean {
  return dueGauges(note) !== undefined;
}

/** Gauges that a note says are due; undefined where it tells of what was made. Notes of older versions name none: all. */
function dueGauges(note: PublishedNote | undefined): string[] | undefined {
  if (note?.sha256 === '') return [ALL];
  const [first, ...gauges] = note?.sha256.split('\n') ?? [];
  return first === DUE ? gauges : undefined;
}
