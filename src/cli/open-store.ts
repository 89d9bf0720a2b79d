import fs from 'node:fs';
import { isIPv4 } from 'node:net';
import type { Settings, StoreSetting } from '../config/settings.js';
import { PluvioError, systemReason } from '../domain/errors.js';
import type { Store } from '../domain/store.js';
import type { Logger } from '../log/log.js';
import type { Host } from './host.js';
import { openFolderStore } from '../stores/folder.js';
import type { FtpEvent } from '../stores/ftp/options.js';

/** Opens the store that a setting names. FTP is loaded only where it is used. */
export async function openStore(
  { address, login }: StoreSetting,
  settings: Settings,
  log: Logger,
  { patience }: Pick<Host, 'patience'> = {},
  onFull: () => boolean = () => false,
): Promise<Store> {
  if (address.kind === 'folder') return openFolderStore(address.path);
  const { host, port, secure, path } = address;
  if (!secure && login.password !== '' && !isLoopback(host)) {
    log.warn({ host }, `the password goes to ${host} in clear: use ftps:// or FTP_SECURE=true`);
  }
  const { openFtpStore } = await import('../stores/ftp/store.js');
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
    onEvent: tell(log),
    onFull,
    ...ca,
    ...patience,
  });
}

/** A name that begins with "127." is no address of this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** The text of a certificate authority's file; throws CONFIG. */
export function readAuthority(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PluvioError('CONFIG', `Cannot read the certificate authority ${file}: ${systemReason(cause)}`, {
      file,
      cause,
    });
  }
}

function tell(log: Logger): (event: FtpEvent) => void {
  return (event) => {
    if (event.kind === 'retry')
      log.debug(event, `${event.path}: ${event.doing} again in ${Math.round(event.delayMs)} ms: ${event.reason}`);
    else if (event.kind === 'pool-shrunk')
      log.warn(event, `the server takes no more than ${event.connections} connections: ${event.reason}`);
    else if (event.kind === 'fallback') log.info(event, `the server needs plainer talk (${event.to}): ${event.reason}`);
    else if (event.kind === 'latin1') log.debug(event, `${event.path}: a name in latin1`);
    else log.warn(event, `${event.folder}: the server cut its listing at ${event.names} names`);
  };
}
