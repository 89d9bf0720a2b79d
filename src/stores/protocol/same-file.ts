import type { Entry } from '../../domain/storage/store.js';

/** Whether a file is still what the entry says: same size and, where both tell, same date. */
export function sameFile(entry: Entry, now: Entry): boolean {
  return (
    entry.sizeBytes === now.sizeBytes &&
    (entry.modifiedS === undefined || now.modifiedS === undefined || entry.modifiedS === now.modifiedS)
  );
}
