import type { WantedGauge } from '../../domain/network.js';
import { yearPath } from '../../domain/paths.js';
import { manifestJson } from '../../formats/manifest/manifest-json.js';
import { isNoted, isWhole, pendingPath, readLocalManifest, tryRead } from '../publish/commit.js';
import type { Publishing, SeriesWanted } from '../context.js';
import { isMadeByTables } from '../publish/made-by-tables.js';
import { hasForm } from '../publish/year-files.js';

/**
 * The years of a gauge that need work though no new reading may come for them: left half-way by a run that was stopped,
 * made by other rows of the tables than today's (curves, intervals, times of unknown rain), missing here or on the target, or not known to be the same on both. Looks at
 * local manifests and file sizes, and at the target's list of years and the sizes of its manifests; nothing is read from
 * the target. Where publication comes later, a year that is good here needs no work yet.
 */
export async function yearsInNeed(
  gauge: WantedGauge,
  context: Omit<Publishing, 'checkpoint'> & SeriesWanted,
): Promise<number[]> {
  const later = context.publication?.later ?? false;
  const local = yearNames(context.out.names(gauge.name));
  const onTarget = context.target ? yearNames(await context.target.listFolders(gauge.name)) : local;
  const years = [...new Set([...local, ...onTarget])].sort((a, b) => a - b);
  const both = years.filter((year) => local.includes(year) && onTarget.includes(year));
  const manifests = await context.target?.statMany(both.map((year) => yearPath(gauge.name, year, 'manifest')));
  const sizes = new Map(both.map((year, i) => [year, manifests?.[i]?.sizeBytes]));
  const isAway = (year: number): boolean => !local.includes(year) || (!later && !onTarget.includes(year));
  return years.filter((year) => isAway(year) || !isGood(gauge, year, sizes.get(year), context));
}

function yearNames(names: readonly string[]): number[] {
  return names.filter((name) => /^\d{4}$/.test(name)).map(Number);
}

function isGood(
  gauge: WantedGauge,
  year: number,
  targetBytes: number | undefined,
  context: Omit<Publishing, 'checkpoint'> & SeriesWanted,
): boolean {
  const { out, target, journal, publication } = context;
  const path = yearPath(gauge.name, year, 'manifest');
  const manifest = tryRead(() => readLocalManifest(out, path));
  if (!manifest || out.sizeBytes(pendingPath(gauge.name, year)) !== undefined) return false;
  if (!isMadeByTables(manifest, gauge)) return false;
  if (!hasForm(manifest, context) || !isWhole(manifest, out)) return false;
  if (!target || publication?.later) return true;
  return targetBytes === manifestJson(manifest).length && isNoted(target, manifest, journal);
}
