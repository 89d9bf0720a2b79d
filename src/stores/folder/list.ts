import { lstatSync, readdirSync, realpathSync, type Dirent, type Stats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { compareText } from '../../domain/text/compare-text.js';
import type { Entry, Listing } from '../../domain/storage/store.js';
import { isSafeName, joinPath } from '../names.js';
import { folderFailure, isMissing } from './failure.js';
import type { Tree } from './tree.js';

/** Names looked at before other work gets its turn: about a millisecond. */
const TURN_NAMES = 512;

/** Whether a folder is there; a link that stays inside the root is followed. */
export function hasFolder(tree: Tree, folder: string): boolean {
  return leadsToFolder(tree, folder);
}

/** Names of the folders in `folder`, links that stay inside the root included, sorted; [] where it is missing. */
export function listFolders(tree: Tree, folder: string): string[] {
  return (namesIn(tree, folder) ?? [])
    .filter(({ name }) => isSafeName(name))
    .filter(
      (found) => found.isDirectory() || (found.isSymbolicLink() && leadsToFolder(tree, joinPath(folder, found.name))),
    )
    .map(({ name }) => name)
    .sort(compareText);
}

/** The regular files in `folder`. Unsafe names and links that lead to no folder inside the root are told apart and left out; files that vanish meanwhile too. */
export async function listFiles(tree: Tree, folder: string): Promise<Listing> {
  const entries: Entry[] = [];
  const unsafeNames: string[] = [];
  const links: string[] = [];
  const folders: string[] = [];
  const linkEnds = new Map<string, string>();
  let looked = 0;
  // Many small folders are as long as a big one.
  await setImmediate();
  const there = namesIn(tree, folder);
  for (const found of there ?? []) {
    if (found.isDirectory() && isSafeName(found.name)) folders.push(found.name);
    if (found.isDirectory()) continue;
    const path = joinPath(folder, found.name);
    if (!isSafeName(found.name)) unsafeNames.push(found.name);
    else if (found.isFile()) {
      const entry = statFile(tree, path, join(found.parentPath, found.name));
      if (entry) entries.push(entry);
    } else if (found.isSymbolicLink() && !leadsToFolder(tree, path)) links.push(found.name);
    else if (found.isSymbolicLink() && !leadsBack(found)) {
      folders.push(found.name);
      linkEnds.set(found.name, endOf(tree, found));
    }
    if (++looked % TURN_NAMES === 0) await setImmediate();
  }
  return {
    entries,
    complete: true,
    unsafeNames,
    folders: folders.sort(compareText),
    ...(there === undefined && { isMissing: true as const }),
    ...(links.length > 0 && { links }),
    ...(linkEnds.size > 0 && { linkEnds }),
  };
}

/** The file's entry, undefined where there is no regular file (a link is none). `place` spares finding it again. */
export function statFile(tree: Tree, path: string, place = tree.file(path)): Entry | undefined {
  try {
    const stats = place === undefined ? undefined : lstatSync(place, { throwIfNoEntry: false });
    return stats?.isFile() ? entryOf(path, stats) : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw folderFailure('look at', path, error);
  }
}

function entryOf(path: string, stats: Stats): Entry {
  return { path, sizeBytes: stats.size, modifiedS: Math.floor(stats.mtimeMs / 1000) };
}

/** What lies in a folder; undefined where it is missing. */
function namesIn(tree: Tree, folder: string): Dirent[] | undefined {
  try {
    const place = tree.folder(folder);
    return place === undefined ? undefined : readdirSync(place, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw folderFailure('list', folder, error);
  }
}

/** Where a link inside the root leads, as a path in the store. */
function endOf({ root }: Tree, { name, parentPath }: Dirent): string {
  return relative(realpathSync(root), realpathSync(join(parentPath, name))).replaceAll(sep, '/');
}

/** Whether a link leads to the folder that it lies in, or to one above. */
function leadsBack({ name, parentPath }: Dirent): boolean {
  const end = realpathSync(join(parentPath, name));
  return `${realpathSync(parentPath)}/`.startsWith(`${end}/`);
}

function leadsToFolder(tree: Tree, path: string): boolean {
  try {
    const place = tree.folder(path);
    return place !== undefined && lstatSync(place).isDirectory();
  } catch {
    return false;
  }
}
