import type { Entry, RemoveResult } from '../../../domain/storage/store.js';
import { sameFile } from '../../protocol/same-file.js';
import type { Connection } from '../login/connection.js';
import type { Pool } from '../login/pool.js';
import { statTogether } from './stat.js';
import { askFacts } from '../wire/stat-otherwise.js';
import { isZone } from '../wire/zones.js';

/** A file that is to be deleted, and where it lies by now. */
export interface Leaving {
  readonly entry: Entry;
  readonly place: string;
}

/** What became of some files so far, kept over attempts: a broken connection does not tell what was done last. */
export interface Removal {
  readonly results: Map<Entry, RemoveResult>;
  /** Files whose renaming was asked for. */
  readonly renaming: Set<Entry>;
  /** Files whose deletion was asked for: one that is gone was deleted by us. */
  readonly deleting: Set<Entry>;
}

/** A file that keeps its name to the end. */
export function inPlace(entry: Entry): Leaving {
  return { entry, place: entry.path };
}

export function placesOf(files: readonly Leaving[]): string[] {
  return files.map(({ place }) => place);
}

/** Those that are what their entries say; what became of the others is noted. */
export async function unchanged(
  pool: Pool,
  connection: Connection,
  files: readonly Leaving[],
  { results, deleting }: Removal,
): Promise<Leaving[]> {
  const found = await statTogether(pool, connection, placesOf(files));
  const inZone = await inListingsZone(connection, files, found);
  return files.filter(({ entry }, i) => {
    const now = found[i];
    if (now && (sameFile(entry, now) || inZone.has(entry))) return true;
    const isOurs = !now && deleting.has(entry);
    // That it did not answer says nothing of its rights.
    if (isOurs) connection.abilities.hasDeleted = true;
    results.set(entry, { entry, outcome: now ? 'changed' : isOurs ? 'removed' : 'gone' });
    return false;
  });
}

/**
 * Entries that differ from what was found by whole quarters of an hour alone, and do not where the server is asked in the way
 * that listings are made: where their dates are in the time of a place, one hour of summer may lie between two files.
 */
async function inListingsZone(
  connection: Connection,
  files: readonly Leaving[],
  found: readonly (Entry | undefined)[],
): Promise<ReadonlySet<Entry>> {
  const apart = files.filter(({ entry }, i) => {
    const now = found[i];
    return now && entry.sizeBytes === now.sizeBytes && isZone((entry.modifiedS ?? NaN) - (now.modifiedS ?? NaN));
  });
  if (apart.length === 0 || connection.abilities.mlsd !== true) return new Set();
  const again = await askFacts(connection, placesOf(apart));
  return new Set(apart.flatMap(({ entry }, i) => (again?.[i] && sameFile(entry, again[i]) ? [entry] : [])));
}
