import { isIPv4 } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Settings, StoreSetting } from '../../../config/settings.js';
import type { Store } from '../../../domain/storage/store.js';
import type { Logger } from '../../../log/log.js';
import { readAuthority } from './authority.js';
import type { Host } from '../../host/host.js';
import { readKeyFile } from './key-file.js';
import { openFolderStore } from '../../../stores/folder/store.js';
import { SCHEMES } from '../../../stores/schemes.js';
import type { StoreMeans } from '../../../stores/server-place.js';
import { tellFtp } from '../../text/tell-ftp.js';

/** What stores of one run share. */
export interface Sharing {
  /** How stores of servers wait. */
  readonly patience?: Host['patience'];
  /** See `StoreMeans`. */
  readonly onFull?: () => boolean;
  readonly servers?: StoreMeans['servers'];
}

/** Opens the store that a setting names. What speaks to a server is loaded only where it is used. */
export async function openStore(
  { address, login }: StoreSetting,
  settings: Settings,
  log: Logger,
  { patience, onFull = () => false, servers = {} }: Sharing = {},
): Promise<Store> {
  if (address.kind === 'folder') return openFolderStore(address.path);
  const { host, port, path } = address;
  const secure = address.kind === 'ftp' && address.secure;
  if (address.kind === 'ftp' && !secure && login.password !== '' && !isLoopback(host)) {
    log.warn({ host }, `the password goes to ${host} in clear: use ftps:// or FTP_SECURE=true`);
  }
  const { openAt } = await SCHEMES[address.kind]!.load();
  const { user, password, key } = login;
  const means: StoreMeans = {
    login: { user, password, key: key && { ...key, read: () => readKeyFile(key.file) } },
    connections: settings.connections.value,
    active: settings.active.value,
    ca: settings.ca.value === undefined ? undefined : readAuthority(settings.ca.value),
    knownHosts: settings.checksHostKey.value && knownHostsOf(settings),
    advice: ADVICE,
    onEvent: tellFtp(log),
    ...{ onFull, servers, patience },
  };
  return openAt({ host, port, secure, path }, means);
}

const ADVICE = {
  login: 'check user, password and key (FTP_USERNAME, FTP_PASSWORD, FTP_KEY_FILE)',
  hostKey:
    'see that it is the right one, then add it (FTP_KNOWN_HOSTS_FILE names another file, FTP_CHECK_HOST_KEY=false trusts whoever answers)',
};

/** Where keys of servers are kept, the one that is added to first. */
function knownHostsOf({ knownHosts }: Settings): readonly string[] {
  if (knownHosts.value !== undefined) return [knownHosts.value];
  return [join(homedir(), '.ssh/known_hosts'), '/etc/ssh/ssh_known_hosts'];
}

/** A name that begins with "127." is no address of this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
