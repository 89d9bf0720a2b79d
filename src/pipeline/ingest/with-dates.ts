import type { Entry, Store } from '../../domain/storage/store.js';

/** A file is known, and deleted, by its date: those that a listing does not date are asked for it. */
export async function withDates(source: Store, entries: readonly Entry[]): Promise<Entry[]> {
  const undated = entries.filter(({ modifiedS }) => modifiedS === undefined);
  if (undated.length === 0) return [...entries];
  const found = await source.statMany(undated.map(({ path }) => path));
  const dated = new Map(undated.map((entry, i) => [entry, found[i]]));
  return entries.map((entry) => {
    const now = dated.get(entry);
    return now?.sizeBytes === entry.sizeBytes ? now : entry;
  });
}
