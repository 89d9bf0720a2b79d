import type { Store } from '../../domain/storage/store.js';
import { appendFile } from './files/append.js';
import { listFiles, folderNames, hasFolder } from './files/list.js';
import { withDefaults, type FtpStoreOptions } from './options.js';
import { Pool } from './login/pool.js';
import { readFiles } from './files/read.js';
import { readFileEnd } from './files/read-end.js';
import { readFile } from './files/read-one.js';
import { removeFiles } from './files/remove.js';
import { recoverFiles, renameFile } from './files/rename.js';
import { statFiles } from './files/stat.js';
import { writeFile } from './files/write.js';
import { writeFiles } from './files/write-many.js';

export { ServerMemory } from './login/server-memory.js';

/**
 * A folder on an FTP server as a store. Nothing is connected before the first call. Where the server has no MLSD,
 * `list` gives no dates: `statMany` does, for the files that matter, at a round trip for hundreds.
 */
export function openFtpStore(options: FtpStoreOptions): Store {
  const pool = new Pool(withDefaults(options));
  return {
    name: nameOf(options),
    features: {
      deletesByDefault: true,
      isRemote: true,
      hasOwnClock: true,
      sharesConnections: true,
      mayIgnoreCase: true,
    },
    // With TLS or without, it is the same folder.
    identity: nameOf({ ...options, secure: false }),
    hasFolder: (folder) => hasFolder(pool, folder),
    listFolders: (folder) => folderNames(pool, folder),
    list: (folder) => listFiles(pool, folder),
    stat: async (path) => (await statFiles(pool, [path]))[0],
    statMany: (paths) => statFiles(pool, paths),
    readMany: (entries, readOptions) => readFiles(pool, entries, readOptions),
    read: (entry) => readFile(pool, entry),
    readEnd: (path, mostBytes) => readFileEnd(pool, path, mostBytes),
    write: (path, body) => writeFile(pool, path, body),
    writeMany: (files) => writeFiles(pool, files),
    append: (path, growth) => appendFile(pool, path, growth),
    rename: (from, to) => renameFile(pool, from, to),
    recover: (folder, listing) => recoverFiles(pool, folder, listing),
    expectMany: () => pool.logInAhead(),
    giveWay: () => pool.giveWay(),
    removeMany: (entries, removeOptions) => removeFiles(pool, entries, removeOptions?.leaveFirst ?? false),
    close: () => {
      pool.close();
      return Promise.resolve();
    },
  };
}

function nameOf({ host, port, root, secure = false }: FtpStoreOptions): string {
  const place = root.replace(/^\/+|\/+$/g, '');
  return `${secure === false ? 'ftp' : 'ftps'}://${host}${port === undefined ? '' : `:${port}`}/${place}`;
}
