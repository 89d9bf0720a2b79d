import { isLeaving, receivedPath } from '../domain/leaving.js';
import { inReceivedOrder } from '../domain/raw-name.js';
import type { Entry, Store } from '../domain/store.js';
import type { RunContext } from './context.js';

/** The raw files of one gauge's folder, or those that lie in no folder. */
export interface RawFolder {
  /** The gauge's name; '' for files without a folder, whose labels tell. */
  readonly gauge: string;
  /** The folder in the store; '' for its root. */
  readonly path: string;
  /** What names the gauge to the pipeline. */
  readonly folder: string | undefined;
}

/** The folders a run reads: one for every gauge, and the store's root for files that lie in none. */
export function rawFolders(gauges: readonly { name: string; folder: string }[]): RawFolder[] {
  return [
    ...gauges.map(({ name, folder }) => ({ gauge: name, path: folder, folder })),
    { gauge: '', path: '', folder: undefined },
  ];
}

/** Lists a folder's raw files in the order in which they count as received; names that are not safe are reported. */
export async function listRaw(
  store: Store,
  { path }: RawFolder,
  context: RunContext,
): Promise<{ entries: Entry[]; complete: boolean }> {
  const { entries, complete, unsafeNames } = await store.list(path);
  for (const name of unsafeNames) context.report({ type: 'unsafe-name', folder: path, name });
  return { entries: rawFiles(entries), complete };
}

/**
 * The raw files of a listing, in the order in which they count as received: all but pluvio's own temporary ones. A file that
 * a run was about to delete comes before one that was written under its name since.
 */
export function rawFiles(entries: readonly Entry[]): Entry[] {
  const files = entries.filter(({ path: file }) => !/\.pluvio-[a-z]+$/.test(file));
  const older = files.filter(({ path: file }) => isLeaving(file));
  const inTurn = older.length === 0 ? files : [...older, ...files.filter(({ path: file }) => !isLeaving(file))];
  return inReceivedOrder(inTurn, (entry) => receivedPath(entry.path));
}
