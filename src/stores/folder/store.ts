import type { Store } from '../../domain/storage/store.js';
import { folderFailure, meaningOf } from './failure.js';
import { folderFiles, promised } from './files.js';
import { listFolders, statFile } from './list.js';
import { readFileEnd, readFiles } from './read.js';
import { openTree } from './tree.js';
import { writeFiles } from './write-many.js';
import type { Backend } from '../protocol/backend.js';
import { storeOf } from '../protocol/store-of.js';

/**
 * A local folder as a store. It need not exist until something is written. `modifiedS` is the whole second of the last
 * change; links to files, and links that lead out of the root, are reported as unsafe names and never followed.
 */
export function openFolderStore(root: string): Store {
  const tree = openTree(root);
  const files = folderFiles(tree);
  const failure: Backend['failure'] = ({ doing, path }, error) => folderFailure(doing, path, error);
  return storeOf({
    name: tree.root,
    features: {
      deletesByDefault: false,
      isRemote: false,
      hasOwnClock: false,
      sharesConnections: false,
      mayIgnoreCase: false,
    },
    atOnce: 1,
    attempt: async (what, work) => {
      try {
        return await work(files, 0);
      } catch (error) {
        throw failure(what, error);
      }
    },
    failure,
    meaningOf,
    listFolders: (folder) => promised(() => listFolders(tree, folder)),
    statMany: (paths) => promised(() => paths.map((path) => statFile(tree, path))),
    readMany: (entries, options) => readFiles(tree, entries, options?.signal),
    readEnd: (path, mostBytes) => promised(() => readFileEnd(tree, path, mostBytes)),
    writeMany: (small) => writeFiles(tree, small),
    close: () => Promise.resolve(),
  });
}
