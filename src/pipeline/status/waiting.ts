import { messageOf } from '../../domain/errors.js';
import type { Journal } from '../../domain/journal.js';
import type { Store } from '../../domain/store.js';
import { rawFiles, type RawFolder } from '../raw-source.js';

/** Raw files that lie in a gauge's folder and were not worked on yet. */
export interface WaitingFiles {
  readonly files: number;
  readonly sizeBytes: number;
  /** The first to be worked on. */
  readonly first: string | null;
  /** Worked on, and kept or to be deleted with the next publication. */
  readonly done: number;
}

/** Lists what waits in a folder of the source; the reason where the source cannot be asked. */
export async function waitingFiles(
  source: Store,
  { path }: RawFolder,
  journal: Journal,
): Promise<WaitingFiles | { readonly error: string }> {
  try {
    const entries = rawFiles((await source.list(path)).entries);
    const known = new Set(journal.knownFiles(source.name, entries));
    const waiting = entries.filter((entry) => !known.has(entry));
    return {
      files: waiting.length,
      sizeBytes: waiting.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      first: waiting[0]?.path ?? null,
      done: known.size,
    };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
