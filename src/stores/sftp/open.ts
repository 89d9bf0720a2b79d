import type { Store } from '../../domain/storage/store.js';
import type { ServerPlace, StoreMeans } from '../server-place.js';
import { openSftpStore } from './store.js';

/** Files dealt with at once for each connection that FTP would have. */
const FILES_A_CONNECTION = 8;

/** Opens a store at an address. */
export function openAt({ host, port, path }: ServerPlace, means: StoreMeans): Store {
  const { login, connections, knownHosts, advice, onEvent, patience } = means;
  return openSftpStore({
    ...{ host, port, root: path },
    ...login,
    ...{ knownHosts, advice, onEvent },
    atOnce: connections * FILES_A_CONNECTION,
    ...patience,
  });
}
