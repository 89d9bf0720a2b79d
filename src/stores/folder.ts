import type { Store } from '../domain/store.js';
import { appendFile } from './folder/append.js';
import { hasFolder, listFiles, listFolders, statFile } from './folder/list.js';
import { readFile, readFileEnd, readFiles } from './folder/read.js';
import { openTree } from './folder/tree.js';
import { removeFiles } from './folder/remove.js';
import { writeFiles } from './folder/write-many.js';
import { renameFile, writeFile } from './folder/write.js';

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
    read: (entry) => readFile(tree, entry),
    readEnd: (path, mostBytes) => promised(() => readFileEnd(tree, path, mostBytes)),
    write: (path, body) => writeFile(tree, path, body),
    writeMany: (files) => writeFiles(tree, files),
    append: (path, growth) => appendFile(tree, path, growth),
    rename: (from, to) => renameFile(tree, from, to),
    removeMany: (entries, options) => removeFiles(tree, entries, options?.leaveFirst ?? false),
    close: () => Promise.resolve(),
  };
}

/** What a synchronous answer looks like to those who wait: a throw becomes a rejection. */
function promised<T>(answer: () => T): Promise<T> {
  return new Promise((resolve) => resolve(answer()));
}
