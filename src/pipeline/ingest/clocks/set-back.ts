import type { Journal } from '../../../domain/journal.js';

/** Two looks at the same clocks may differ by so much, seconds. */
const JITTER_S = 2;

/** A source's clock and this host's at one moment, Unix seconds. */
export interface TwoClocks {
  readonly sourceS: number;
  readonly hostS: number;
}

/**
 * From which date on, Unix seconds, files of a folder may be others than those that were noted under the same date, because the
 * source's clock was set back since: it dates files as it did before. Infinity where it was not, or nothing is known.
 */
export function doubtfulFromS(journal: Journal, place: string, { sourceS, hostS }: TwoClocks): number {
  const beforeSourceS = journal.published(place, 'source')?.modifiedS;
  const beforeHostS = journal.published(place, 'host')?.modifiedS;
  if (beforeSourceS === undefined || beforeHostS === undefined) return Infinity;
  const aheadS = sourceS - hostS;
  return aheadS - (beforeSourceS - beforeHostS) < -JITTER_S ? beforeHostS + aheadS - JITTER_S : Infinity;
}

/** Takes note of the clocks that a folder was worked under. */
export function noteClocks(journal: Journal, place: string, { sourceS, hostS }: TwoClocks): void {
  const note = (modifiedS: number): { sha256: string; sizeBytes: number; modifiedS: number } => ({
    sha256: '',
    sizeBytes: 0,
    modifiedS,
  });
  journal.notePublished(place, { source: note(sourceS), host: note(hostS) });
}
