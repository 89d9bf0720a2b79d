import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { SftpEvent, SftpStoreOptions } from '../../../src/stores/sftp/options.js';
import { openSftpStore } from '../../../src/stores/sftp/store.js';
import { whyNoCommand } from '../needs.js';
import {
  answers,
  freePort,
  hashOf,
  INSTALLED,
  LOOPBACK,
  NOBODY,
  startRealServer,
  stopServer,
  type RealServer,
} from './real-servers.js';
import type { StoreUnderTest } from '../stores/store-conformance.js';

const SSHD = join(INSTALLED, 'usr/sbin/sshd');
const HELPERS = join(INSTALLED, 'usr/lib/openssh');
const USER = 'logger';

/** Why OpenSSH's server cannot be run here; undefined where it can. */
export function whyNoSshd(): string | undefined {
  if (!existsSync(SSHD) || wrapper() === undefined) return 'sshd is not unpacked: run test/support/install-servers.sh';
  return whyNoCommand('ssh-keygen', ['-l', '-f', '/dev/null']) === 'ssh-keygen is not here'
    ? 'ssh-keygen is not here'
    : undefined;
}

export interface SshServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The folder on disk that stores are made in. */
  readonly base: string;
  /** Its own folder on disk, with its keys. */
  readonly work: string;
  /** A file of known hosts that holds its keys. */
  readonly knownHosts: string;
  /** A private key that it lets in. */
  readonly keyFile: string;
  readonly stop: () => Promise<void>;
}

export interface SshServerOptions {
  /** Of its host keys; `['ed25519']` unless given. */
  readonly hostKeys?: readonly string[];
  /** Lines of its configuration. */
  readonly extra?: readonly string[];
  /** Extensions that it does not have; without `posix-rename` it renames over nothing. */
  readonly without?: readonly string[];
  /** Its port; a free one unless given. */
  readonly port?: number;
  /** Protects the private key. */
  readonly passphrase?: string;
}

/**
 * Starts OpenSSH's server on 127.0.0.1, with a user whom the machine does not know. Where it would be root, it works as nobody,
 * who may do what everybody may.
 */
export async function startSshServer(options: SshServerOptions = {}): Promise<SshServer> {
  process.umask(0);
  const work = mkdtempSync(join(tmpdir(), 'pluvio-sshd-'));
  const base = join(work, 'data');
  mkdirSync(base);
  chmodSync(work, 0o755);
  const isRoot = userInfo().uid === 0;
  const [uid, gid] = isRoot ? [NOBODY, NOBODY] : [userInfo().uid, userInfo().gid];
  const port = options.port ?? (await freePort());
  const password = randomBytes(9).toString('hex');
  const keyFile = join(work, 'key');
  makeKey(keyFile, 'ed25519', options.passphrase);
  const hostKeys = (options.hostKeys ?? ['ed25519']).map((type) => {
    const file = join(work, `host_${type}`);
    makeKey(file, type);
    chownSync(file, uid, gid);
    return file;
  });
  const knownHosts = join(work, 'known_hosts');
  writeFileSync(knownHosts, hostKeys.map((file) => knownLine(file, port)).join(''));
  const write = (name: string, lines: readonly string[]): string => {
    const file = join(work, name);
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o644 });
    return file;
  };
  const users = {
    NSS_WRAPPER_PASSWD: write('passwd', [`${USER}:x:${uid}:${gid}::${base}:/bin/sh`]),
    NSS_WRAPPER_GROUP: write('group', [`${USER}:x:${gid}:`]),
    NSS_WRAPPER_SHADOW: write('shadow', [`${USER}:${hashOf(password)}:19000:0:99999:7:::`]),
  };
  const without = options.without ? ` -P ${options.without.join(',')}` : '';
  const split = existsSync(join(HELPERS, 'sshd-session'))
    ? [`SshdSessionPath ${join(HELPERS, 'sshd-session')}`, `SshdAuthPath ${join(HELPERS, 'sshd-auth')}`]
    : [];
  const config = write('sshd_config', [
    // The first line of a kind counts.
    ...(options.extra ?? []),
    `Port ${port}`,
    `ListenAddress ${LOOPBACK}`,
    ...hostKeys.map((file) => `HostKey ${file}`),
    ...split,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'LogLevel ERROR',
    `AuthorizedKeysFile ${keyFile}.pub`,
    `Subsystem sftp ${join(HELPERS, 'sftp-server')} -u 000${without}`,
    'MaxStartups 100',
  ]);
  // It starts anew for each connection, by its whole path.
  const server = spawn(SSHD, ['-D', '-e', '-f', config], {
    stdio: ['ignore', 'ignore', process.env['PLUVIO_SSHD_LOG'] === undefined ? 'ignore' : 'inherit'],
    env: { ...users, PATH: process.env['PATH'], LD_PRELOAD: wrapper() },
    ...(isRoot && { uid, gid }),
  });
  const stop = async (): Promise<void> => {
    for (const pid of server.pid === undefined ? [] : childrenOf(server.pid)) endNow(pid);
    await stopServer(server, work);
  };
  try {
    await answers(LOOPBACK, port, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host: LOOPBACK, port, user: USER, password, base, work, knownHosts, keyFile, stop };
}

/** The processes that a process has begun, and those that they have: each of its connections has its own. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  const own = readFileSync(file, 'utf8').split(' ').map(Number);
  return own.filter((child) => child > 0).flatMap((child) => [child, ...childrenOf(child)]);
}

/** Where it has not ended by itself. */
function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Makes a pair of keys: `file` and `file.pub`. */
export function makeKey(file: string, type: string, passphrase = ''): void {
  const bits = type === 'rsa' ? ['-b', '2048'] : [];
  execFileSync('ssh-keygen', ['-q', '-t', type, ...bits, '-N', passphrase, '-C', 'test', '-f', file]);
  chmodSync(file, 0o600);
  chmodSync(`${file}.pub`, 0o644);
}

/** What a file of known hosts says of a server with such a key. */
export function knownLine(keyFile: string, port: number, host = LOOPBACK): string {
  const [type, key] = readFileSync(`${keyFile}.pub`, 'utf8').split(' ') as [string, string];
  return `[${host}]:${port} ${type} ${key}\n`;
}

/** ProFTPD as an SFTP server that knows no more than version 3 of the protocol says: it does not rename over a file. */
export async function startPlainSftp(keyFile: string): Promise<RealServer> {
  makeKey(keyFile, 'ed25519');
  return startRealServer('proftpd', {
    extra: [
      `ModulePath ${join(INSTALLED, 'usr/lib/proftpd')}`,
      'LoadModule mod_sftp.c',
      'SFTPEngine on',
      `SFTPHostKey ${keyFile}`,
      'SFTPAuthMethods password',
      'SFTPExtensions -posixRename -fsync -statvfs',
    ],
  });
}

/** A server that ends with the test. */
export async function sshServer(t: ExecutionContext, options: SshServerOptions = {}): Promise<SshServer> {
  const server = await startSshServer(options);
  t.teardown(() => server.stop());
  return server;
}

export interface SftpUnderTest extends StoreUnderTest {
  readonly events: SftpEvent[];
}

let folders = 0;

/** A store on a folder of its own of a server; it does not wait between attempts. */
export function sftpStoreOn(
  t: ExecutionContext,
  server: Pick<SshServer, 'host' | 'port' | 'user' | 'password' | 'base'> & { readonly knownHosts?: string },
  options: Partial<SftpStoreOptions> = {},
): SftpUnderTest {
  const root = join(server.base, `t${++folders}`, 'root');
  mkdirSync(root, { recursive: true });
  const events: SftpEvent[] = [];
  const { host, port, user, password } = server;
  const store = openSftpStore({
    ...{ host, port, user, password, root },
    knownHosts: server.knownHosts === undefined ? false : [server.knownHosts],
    onEvent: (event) => events.push(event),
    sleep: () => Promise.resolve(),
    ...options,
  });
  t.teardown(() => store.close());
  return { store, root, events };
}

/** What gives a program other users than the machine's. */
function wrapper(): string | undefined {
  const libraries = join(INSTALLED, 'usr/lib');
  const folders = existsSync(libraries) ? readdirSync(libraries) : [];
  return folders.map((folder) => join(libraries, folder, 'libnss_wrapper.so')).find((file) => existsSync(file));
}
