import { nearestGaugeFolder } from '../../domain/listed/gauge-folder.js';
import { isLeaving, receivedPath } from '../../domain/storage/leaving.js';
import { inReceivedOrder } from '../../raw/received-order.js';
import type { Entry, Listing, Store } from '../../domain/storage/store.js';
import type { RunEvent } from '../context.js';
import type { RawFolder } from './raw-source.js';

/** Folders in folders are entered down to here: a link may lead back. */
const DEEPEST = 12;

export interface ListRawOptions {
  /** Whether a folder is that of a wanted gauge, and so not part of another's. */
  readonly isGaugeFolder: (path: string) => boolean;
  readonly report: (event: RunEvent) => void;
}

/** The raw files of a folder, in the order in which they count as received. */
export interface RawListing {
  readonly entries: Entry[];
  /** False where the server is known to have cut a listing short. */
  readonly complete: boolean;
  /** There is no such folder. */
  readonly isMissing: boolean;
}

/**
 * Lists a gauge's folder and the folders in it: files belong to the gauge whose folder they are in, however deep. Of the
 * store's root only the files that lie directly in it: its folders are gauges'. What is not read is told: names that are not safe,
 * hidden folders, folders too deep, and those that are called like another wanted gauge's, or are links into it.
 */
export async function listRaw(store: Store, { path, gauge }: RawFolder, options: ListRawOptions): Promise<RawListing> {
  const listed = await listDeep(store, path, gauge === '' ? { ...options, isFlat: true } : options);
  return { ...listed, entries: rawFiles(listed.entries) };
}

/** Every file in a folder and in the folders in it, in no particular order. */
export async function listDeep(
  store: Pick<Store, 'list'>,
  path: string,
  { isGaugeFolder, report, isFlat = false }: ListRawOptions & { readonly isFlat?: boolean },
): Promise<RawListing> {
  const entries: Entry[] = [];
  let complete = true;
  let isMissing = false;
  const tell = (folder: string, name: string): void => report({ type: 'unsafe-name', folder, name });
  const waiting = [{ folder: path, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { folder, depth } = next;
    const listing: Listing = await store.list(folder);
    for (const name of listing.unsafeNames) tell(folder, name);
    for (const name of listing.links ?? []) report({ type: 'link-passed', folder, name });
    for (const entry of listing.entries) entries.push(entry);
    complete &&= listing.complete;
    if (folder === path) isMissing = listing.isMissing === true;
    if (isFlat) break;
    for (const name of listing.folders ?? []) {
      const inner = folder === '' ? name : `${folder}/${name}`;
      if (isGaugeFolder(inner)) continue;
      const owner = nearestGaugeFolder((listing.linkEnds?.get(name) ?? inner).split('/'), isGaugeFolder)?.folder;
      if (path !== '' && owner !== undefined && owner !== path)
        report({ type: 'other-gauge-inside', folder, name, owner });
      else if (name.startsWith('.') || depth === DEEPEST) tell(folder, name);
      else waiting.push({ folder: inner, depth: depth + 1 });
    }
  }
  return { entries, complete, isMissing };
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
