import type { Listing } from '../../domain/storage/store.js';

/** Where a published file waits while a server that refuses to overwrite is made to replace it. */
export const BACKUP_SUFFIX = '.pluvio-bak';

/** Steps of a server that does not rename over what is there; `R` is what it refuses with. */
export interface AsideSteps<R> {
  /** Undefined where it was done. */
  move(from: string, to: string): Promise<R | undefined>;
  /** Takes a file away, if it is there. */
  clear(path: string): Promise<void>;
  errorOf(refusal: R): Error;
}

/** What attempts at one replacement know of each other. */
export interface Replacement {
  /** Whether the old file was asked to go aside, from where it has to go away in the end. */
  wentAside: boolean;
}

/**
 * The old file aside, the new one in its place, or the old one back where that is refused too; the caller takes the one aside
 * away. A run that is stopped in between leaves it to `recoverBackups`.
 */
export async function moveAround<R>(
  steps: AsideSteps<R>,
  from: string,
  to: string,
  { refusal, replacement }: { readonly refusal: R; readonly replacement: Replacement },
): Promise<void> {
  const backup = to + BACKUP_SUFFIX;
  await steps.clear(backup);
  replacement.wentAside = true;
  if (await steps.move(to, backup)) throw steps.errorOf(refusal);
  const second = await steps.move(from, to);
  if (second === undefined) return;
  await steps.move(backup, to);
  throw steps.errorOf(second);
}

/** The steps of `recoverBackups`; each says whether it was done. */
export interface RecoverSteps {
  move(from: string, to: string): Promise<boolean>;
  remove(path: string): Promise<boolean>;
}

/**
 * Ends what a run that was stopped in the middle of a replacement left in a folder: an old file aside goes back to its place
 * where none is in it, and away where the new one is. Wants a complete listing, and gives it as it is then.
 */
export async function recoverBackups(steps: RecoverSteps, listing: Listing): Promise<Listing> {
  if (!listing.complete || !listing.entries.some(({ path }) => path.endsWith(BACKUP_SUFFIX))) return listing;
  const files = new Map(listing.entries.map((entry) => [entry.path, entry]));
  for (const entry of listing.entries) {
    if (!entry.path.endsWith(BACKUP_SUFFIX)) continue;
    const path = entry.path.slice(0, -BACKUP_SUFFIX.length);
    const isReplaced = files.has(path);
    if (!(await (isReplaced ? steps.remove(entry.path) : steps.move(entry.path, path)))) continue;
    files.delete(entry.path);
    if (!isReplaced) files.set(path, { ...entry, path });
  }
  return { ...listing, entries: [...files.values()] };
}
