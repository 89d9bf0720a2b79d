import { PluvioError } from '../../domain/errors.js';
import type { Journal, Place } from '../../domain/run/journal.js';
import type { Entry } from '../../domain/storage/store.js';

/**
 * Entries that were noted in the look that found them: only a note of an earlier look tells that a file keeps still. A mark on
 * the entry itself, which goes with it; handed in, it would have to be as long-lived as the entries, which every reader of a
 * look has already.
 */
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
