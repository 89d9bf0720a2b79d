import { isIPv4 } from 'node:net';
import type { Settings, StoreSetting } from '../../../config/settings.js';
import type { Store } from '../../../domain/store.js';
import type { Logger } from '../../../log/log.js';
import { readAuthority } from './authority.js';
import type { Host } from '../../host/host.js';
import { openFolderStore } from '../../../stores/folder.js';
import type { ServerMemory } from '../../../stores/ftp/wire/server-memory.js';
import { tellFtp } from '../../text/tell-ftp.js';

/** What stores of one run share. */
export interface Sharing {
  /** How FTP waits. */
  readonly patience?: Host['patience'];
  /** See `FtpStoreOptions`. */
  readonly looksOnly?: boolean;
  readonly onFull?: () => boolean;
  /** What became known of servers: filled by the stores, and handed to the next one. */
  readonly servers?: { memory?: ServerMemory };
}

/** Opens the store that a setting names. FTP is loaded only where it is used. */
export async function openStore(
  { address, login }: StoreSetting,
  settings: Settings,
  log: Logger,
  { patience, looksOnly = false, onFull = () => false, servers = {} }: Sharing = {},
): Promise<Store> {
  if (address.kind === 'folder') return openFolderStore(address.path);
  const { host, port, secure, path } = address;
  if (!secure && login.password !== '' && !isLoopback(host)) {
    log.warn({ host }, `the password goes to ${host} in clear: use ftps:// or FTP_SECURE=true`);
  }
  const { openFtpStore, ServerMemory } = await import('../../../stores/ftp/store.js');
  servers.memory ??= new ServerMemory();
  const ca = settings.ca.value === undefined ? {} : { ca: readAuthority(settings.ca.value) };
  const { user, password } = login;
  return openFtpStore({
    host,
    port,
    secure,
    user,
    password,
    root: path,
    connections: settings.connections.value,
    active: settings.active.value,
    onEvent: tellFtp(log),
    looksOnly,
    onFull,
    servers: servers.memory,
    ...ca,
    ...patience,
  });
}

/** A name that begins with "127." is no address of this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
