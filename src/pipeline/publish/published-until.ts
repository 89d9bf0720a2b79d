import { yearPath } from '../../domain/paths.js';
import type { GaugesWanted, OutputPlaces } from '../context.js';
import { readLocalManifest, tryRead } from './commit.js';

/** Unix seconds by gauge and year; -1 where nothing is published. */
export type PublishedUntil = (gauge: string, year: number) => number;

/**
 * Up to which stamp readings of a gauge's year may have been published, as far as can be told before its files are
 * looked at: only a reading up to there, or one behind another received now, can be a conflict. Years that the target
 * has are taken as full, which costs a little room in the spill and nothing else.
 */
export async function publishedUntil({ out, target, gauges }: OutputPlaces & GaugesWanted): Promise<PublishedUntil> {
  const onTarget = new Set<string>();
  if (target) {
    const listings = await Promise.all(gauges.map(({ name }) => target.listFolders(name)));
    listings.forEach((years, i) => {
      for (const year of years) onTarget.add(`${gauges[i]!.name}/${year}`);
    });
  }
  return (gauge, year) => {
    if (onTarget.has(`${gauge}/${year}`)) return Infinity;
    if (out.sizeBytes(yearPath(gauge, year, 'concatenated')) === undefined) return -1;
    return tryRead(() => readLocalManifest(out, yearPath(gauge, year, 'manifest')))?.lastS ?? Infinity;
  };
}
