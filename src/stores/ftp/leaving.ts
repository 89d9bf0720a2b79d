import type { Entry, RemoveResult } from '../../domain/store.js';
import { sameFile } from '../same-file.js';
import type { Connection } from './connection.js';
import type { Pool } from './pool.js';
import { statTogether } from './stat.js';

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
  return files.filter(({ entry }, i) => {
    const now = found[i];
    if (now && sameFile(entry, now)) return true;
    results.set(entry, { entry, outcome: now ? 'changed' : deleting.has(entry) ? 'removed' : 'gone' });
    return false;
  });
}
