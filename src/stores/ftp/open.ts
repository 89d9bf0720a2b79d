import type { Store } from '../../domain/storage/store.js';
import type { ServerPlace, StoreMeans } from '../server-place.js';
import { openFtpStore, ServerMemory } from './store.js';

/** Opens a store at an address. */
export function openAt({ host, port, secure, path }: ServerPlace, means: StoreMeans): Store {
  const { login, connections, active, ca, onEvent, onFull, servers, patience } = means;
  servers.memory ??= new ServerMemory();
  return openFtpStore({
    ...{ host, port, secure, root: path },
    ...{ user: login.user, password: login.password },
    ...{ connections, active, onEvent, onFull },
    servers: servers.memory,
    ...(ca !== undefined && { ca }),
    ...patience,
  });
}
