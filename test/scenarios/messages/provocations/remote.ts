import type { ExecutionContext } from 'ava';
import type { FaultAction, FtpHabits, FtpServerOptions } from '../../../../fixtures/ftp-server/index.js';
import { startServer } from '../../../support/servers/ftp-server.js';
import type { Provocation } from './provocation.js';

const INIT = ['init', '--uncalibrated', '--gauge', 'Hydropolis', '--connections', '1'];
const RAW = '/raw/Hydropolis/Hydropol_010124_000000.txt';

/** A server with one raw file, which does something wrong with every command of one kind. */
function server(
  verb: string,
  action: FaultAction,
  more: Readonly<Record<string, string>> = {},
  options: Partial<FtpServerOptions> = {},
) {
  return async (t: ExecutionContext): Promise<Record<string, string>> => {
    const user = 'logger';
    const { files, password, port } = await startServer(t, { user, faults: [{ verb, times: 99, action }], ...options });
    files.put(RAW, 'Hydropolis, 1704067200, 1, 0, 12\n');
    return {
      FTP_SERVER: '127.0.0.1',
      FTP_PORT: String(port),
      FTP_USERNAME: user,
      FTP_PASSWORD: password,
      FTP_SOURCE_DIR: '/raw',
      FTP_TARGET_DIR: '/out',
      FTP_SETTLE: '0',
      ...more,
    };
  };
}

/** Folders as usual, files as on no server that is known. */
const listLines: FtpHabits['listLines'] = (entries) =>
  entries.map(({ name, kind }) => (kind === 'folder' ? `drwxr-xr-x 1 a b 0 Jan 01 2024 ${name}` : `<li>${name}</li>`));

const NONE: readonly [string, FaultAction] = ['NOOP', { kind: 'refuse', code: 500 }];

/** Errors of the remote side. */
export const REMOTE: readonly Provocation[] = [
  {
    code: 'STORE_UNREACHABLE',
    when: 'nothing listens there',
    args: INIT,
    env: { FTP_SERVER: '127.0.0.1', FTP_PORT: '1', FTP_SOURCE_DIR: '/raw', FTP_PASSWORD: 'a-long-password' },
    exit: 4,
    message:
      'Cannot connect to ftp://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; check host, port and network, then run again',
  },
  {
    code: 'STORE_UNREACHABLE',
    when: 'the login is refused; a password of one letter spoils nothing',
    args: INIT,
    arrange: server(...NONE, { FTP_PASSWORD: 'a' }),
    exit: 4,
    message:
      'Cannot log in to ftp://SERVER as "logger": 530 Login incorrect; check user and password (FTP_USERNAME, FTP_PASSWORD)',
  },
  {
    code: 'STORE_UNREACHABLE',
    when: 'the server repeats the password',
    args: INIT,
    arrange: server('PASS', { kind: 'refuse', code: 530, text: 'PASS a is wrong' }, { FTP_PASSWORD: 'a' }),
    exit: 4,
    message:
      'Cannot log in to ftp://SERVER as "logger": 530 PASS *** is wrong; check user and password (FTP_USERNAME, FTP_PASSWORD)',
  },
  {
    code: 'STORE_UNREACHABLE',
    when: 'the server has no TLS',
    args: INIT,
    arrange: server('AUTH', { kind: 'refuse', code: 502, text: 'Not known' }, { FTP_SECURE: 'true' }),
    exit: 4,
    message:
      'Cannot log in to ftps://SERVER as "logger": 502 Not known; use ftp:// or FTP_SECURE=false if the server has no TLS',
  },
  {
    code: 'STORE_MISSING',
    when: 'the source folder is not there',
    args: INIT,
    arrange: server(...NONE, { FTP_SOURCE_DIR: '/elsewhere' }),
    exit: 4,
    message: 'Cannot read raw files: there is no folder ftp://SERVER/elsewhere; check the path',
  },
  {
    code: 'STORE_REFUSED',
    when: 'the server takes no files',
    args: INIT,
    arrange: server('STOR', { kind: 'refuse', code: 550 }),
    exit: 4,
    message:
      'Hydropolis: left for the next run: Cannot write Hydropolis/2024/Hydropolis_manifest_2024.json.pluvio-pending: 550 Refused; check the rights of this login on the server',
  },
  {
    code: 'PUBLISH',
    when: 'the server swallows what it is sent',
    args: INIT,
    arrange: server('STOR', { kind: 'cut', afterBytes: 5, how: 'end' }),
    exit: 4,
    message:
      'Hydropolis: left for the next run: Cannot write Hydropolis/2024/Hydropolis_manifest_2024.json.pluvio-pending: the server has 5 bytes, N were sent; see whether it has room, then run again',
  },
  {
    code: 'STORE_FILE_REFUSED',
    when: 'the server does not give a file',
    args: INIT,
    arrange: server('RETR', { kind: 'refuse', code: 550, text: 'Permission denied' }),
    exit: 4,
    message:
      'Hydropolis/Hydropol_010124_000000.txt waits for the next run: Cannot read Hydropolis/Hydropol_010124_000000.txt: 550 Permission denied; check its rights on the server; it is left, and the others are read',
  },
  {
    code: 'STORE_FILE_BUSY',
    when: 'a file is being uploaded',
    args: INIT,
    arrange: server('RETR', { kind: 'refuse', code: 550, text: 'The file is being used by another process.' }),
    exit: 4,
    message:
      'Hydropolis/Hydropol_010124_000000.txt waits for the next run: Cannot read Hydropolis/Hydropol_010124_000000.txt: 550 The file is being used by another process; it is left for the next run',
  },
  {
    code: 'STORE_LISTING',
    when: 'a listing is in no form that is known',
    args: INIT,
    arrange: server(...NONE, {}, { features: { mlsd: false }, habits: { listLines } }),
    exit: 4,
    message: `Hydropolis: left for the next run: Cannot list Hydropolis: no line of the server's listing is understood; the first of 1 is "<li>Hydropol_010124_000000.txt</li>"; please report it`,
  },
  {
    code: 'STORE_TRUNCATED',
    when: 'a download stops early: its file waits',
    args: INIT,
    arrange: server('RETR', { kind: 'cut', afterBytes: 5, how: 'end' }),
    exit: 0,
    message:
      'Hydropolis/Hydropol_010124_000000.txt waits for the next run: Cannot read Hydropolis/Hydropol_010124_000000.txt: 5 bytes arrived, 33 were announced; list the folder again, the file may have changed',
  },
];
