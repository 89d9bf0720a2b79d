import { PluvioError } from '../../domain/errors.js';
import type { Journal, Place } from '../../domain/journal.js';
import type { Entry } from '../../domain/store.js';

/** Entries of this process's present look: only those of an earlier one tell that a file keeps still. */
const noted = new WeakSet<Entry>();

/**
 * Whether what came of a file has another length than it is listed with, or nothing of that name is there, as in an earlier run, while
 * size and date are the same: it does not change, but the server tells a wrong size or name, or sends other bytes than it has, as in
 * ASCII mode. Takes note of it.
 */
export function isShortAgain(journal: Journal, source: Place, entry: Entry, error: PluvioError): boolean {
  if (error.code !== 'STORE_TRUNCATED' && error.code !== 'STORE_MISSING') return false;
  const notes = journal.mismatched(source, error.code === 'STORE_MISSING' ? 'missing' : 'short');
  const isKnown = !noted.has(entry) && notes.known([entry]).length > 0;
  noted.add(entry);
  if (!isKnown) notes.note([entry]);
  return isKnown;
}
