import type { Entry, Store } from '../../domain/storage/store.js';
import type { YearsContext } from '../context.js';
import type { ReadingAhead } from './reading-ahead.js';
import { RawReader } from './raw-reader.js';
import type { RawFolder } from './raw-source.js';
import { processSources, type SourcesOptions, type SourcesOutcome } from '../years/process-sources.js';

/** A growing file was found after its beginning had been read: the work is done again without it. */
class StillGrowing extends Error {
  constructor(readonly files: readonly Entry[]) {
    super('files are still growing');
  }
}

/** Raw files of a folder, and where they come from. */
export interface RawFiles {
  readonly store: Store;
  readonly folder: RawFolder;
  readonly entries: readonly Entry[];
  /** What reads the next files while these are worked. */
  readonly ahead: ReadingAhead;
}

/**
 * Processes files that keep still. A file whose last line has no end is looked at again when all are read: if it has
 * changed, that line was half a line, and the work is done again without the file, before anything of it took its name.
 */
export async function processSteadyFiles(
  { store, folder, entries, ahead }: RawFiles,
  context: YearsContext,
  options: SourcesOptions,
): Promise<{ reader: RawReader; unit: SourcesOutcome }> {
  const growing = new Set<string>();
  for (;;) {
    const reader = new RawReader(store, folder, ahead, context);
    const steady = entries.filter(({ path }) => !growing.has(path));
    const chunks = async function* (): ReturnType<RawReader['chunks']> {
      yield* reader.chunks(steady);
      const changed = await changedFiles(store, reader.unterminated);
      if (changed.length > 0) throw new StillGrowing(changed);
    };
    try {
      return { reader, unit: await processSources(chunks(), context, options) };
    } catch (error) {
      if (!(error instanceof StillGrowing)) throw error;
      for (const { path } of error.files) {
        growing.add(path);
        context.report({ type: 'file-left', file: path, why: 'it is still growing' });
      }
    } finally {
      reader.close();
    }
  }
}

async function changedFiles(store: Store, entries: readonly Entry[]): Promise<Entry[]> {
  if (entries.length === 0) return [];
  const now = await store.statMany(entries.map(({ path }) => path));
  return entries.filter((entry, i) => now[i]?.sizeBytes !== entry.sizeBytes);
}
