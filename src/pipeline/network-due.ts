import type { PublishedNote } from '../domain/journal.js';
import { networkPath } from '../domain/paths.js';
import type { RunContext } from './context.js';

/** Stands for what is still to be made. */
const DUE: PublishedNote = { sha256: '', sizeBytes: 0, modifiedS: undefined };

/**
 * Notes, before a gauge's year changes, that the network of that year has to be made of it. No raw file may be left that
 * would bring a run back to it: the year may change by another calibration alone.
 */
export function noteNetworkDue(year: number, { out, journal }: Pick<RunContext, 'out' | 'journal'>): void {
  journal.notePublished(out.name, { [networkPath(year)]: DUE });
}

/** Years whose network an earlier run left to be made, or made without publishing it (unless that still comes later). */
export function networksDue({ out, target, journal, publication }: RunContext): number[] {
  const years = out.names('network').filter((name) => /^\d{4}$/.test(name));
  return years.map(Number).filter((year) => {
    const made = journal.published(out.name, networkPath(year));
    if (made === undefined || made.sha256 === DUE.sha256) return made !== undefined;
    if (!target || publication?.later) return false;
    return made.sha256 !== journal.published(target.name, networkPath(year))?.sha256;
  });
}
