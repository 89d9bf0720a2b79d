import type { Entry, RemoveResult, Store } from '../domain/store.js';
import { appendFile } from './folder/append.js';
import { folderFailure } from './folder/failure.js';
import { hasFolder, listFiles, listFolders, statFile } from './folder/list.js';
import { openFile, readFileEnd, readFiles } from './folder/read.js';
import { openTree, type Tree } from './folder/tree.js';
import { writeFiles } from './folder/write-many.js';
import { renameFile, unlinkFile, writeFile } from './folder/write.js';
import { sameFile } from './same-file.js';

/**
 * A local folder as a store. It need not exist until something is written. `modifiedS` is the whole second of the last
 * change; links to files, and links that lead out of the root, are reported as unsafe names and never followed.
 */
export function openFolderStore(root: string): Store {
  const tree = openTree(root);
  return {
    name: tree.root,
    kind: 'folder',
    hasFolder: (folder) => promised(() => hasFolder(tree, folder)),
    listFolders: (folder) => promised(() => listFolders(tree, folder)),
    list: (folder) => listFiles(tree, folder),
    stat: (path) => promised(() => statFile(tree, path)),
    statMany: (paths) => promised(() => paths.map((path) => statFile(tree, path))),
    readMany: (entries, options) => readFiles(tree, entries, options?.signal),
    open: (entry) => promised(() => openFile(tree, entry)),
    readEnd: (path, mostBytes) => promised(() => readFileEnd(tree, path, mostBytes)),
    write: (path, body) => writeFile(tree, path, body),
    writeMany: (files) => writeFiles(tree, files),
    append: (path, growth) => appendFile(tree, path, growth),
    rename: (from, to) => renameFile(tree, from, to),
    removeMany: (entries) => removeFiles(tree, entries),
    close: () => Promise.resolve(),
  };
}

/** What a synchronous answer looks like to those who wait: a throw becomes a rejection. */
function promised<T>(answer: () => T): Promise<T> {
  return new Promise((resolve) => resolve(answer()));
}

async function* removeFiles(tree: Tree, entries: Iterable<Entry>): AsyncGenerator<RemoveResult> {
  for (const entry of entries) yield await removeFile(tree, entry);
}

async function removeFile(tree: Tree, entry: Entry): Promise<RemoveResult> {
  try {
    const now = statFile(tree, entry.path);
    if (now === undefined) return { entry, outcome: 'gone' };
    if (!sameFile(entry, now)) return { entry, outcome: 'changed' };
    return { entry, outcome: (await unlinkFile(tree, entry.path)) ? 'removed' : 'gone' };
  } catch (error) {
    return { entry, outcome: 'refused', error: folderFailure('delete', entry.path, error) };
  }
}
