import type { TwoClocks } from '../../../domain/run/journal.js';

/** Two looks at the same clocks may differ by so much, seconds. */
const JITTER_S = 2;

/**
 * From which date on, Unix seconds, files of a folder may be others than those that were noted under the same date, because the
 * source's clock was set back since: it dates files as it did before. Infinity where it was not, or nothing is known.
 */
export function doubtfulFromS(before: TwoClocks | undefined, { sourceS, hostS }: TwoClocks): number {
  if (before === undefined) return Infinity;
  const aheadS = sourceS - hostS;
  return aheadS - (before.sourceS - before.hostS) < -JITTER_S ? before.hostS + aheadS - JITTER_S : Infinity;
}
