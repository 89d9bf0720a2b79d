import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where `install-servers.sh` puts them. */
export const INSTALLED = resolve(process.env['PLUVIO_FTP_SERVERS'] ?? 'node_modules/.cache/ftp-servers');
const START_TIMEOUT_MS = 10_000;
export const NOBODY = 65_534;
export const LOOPBACK = '127.0.0.1';

export const REAL_SERVERS = ['vsftpd', 'proftpd', 'pure-ftpd'] as const;
export type RealServerName = (typeof REAL_SERVERS)[number];

export interface RealServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The folder on disk that the server shows… */
  readonly base: string;
  /** …and what it is called there. */
  readonly basePath: string;
  readonly stop: () => Promise<void>;
}

export interface RealServerOptions {
  /** PEM files: offers, and wants, explicit TLS. */
  readonly tls?: { readonly keyFile: string; readonly certFile: string };
  /** It works as a user who may do only what everybody may; needs to be started by root. */
  readonly asNobody?: true;
  /** Settings of the server's own: configuration lines, or flags for Pure-FTPd. */
  readonly extra?: readonly string[];
  /** A folder to be shown, such as another server's, instead of one of its own. */
  readonly base?: string;
  /** The address it is reached at where that is not 127.0.0.1; it listens everywhere then. */
  readonly host?: string;
  /** Path of the network namespace to run in; the caller's unless given. */
  readonly namespace?: string;
}

interface Setup extends Omit<RealServerOptions, 'base' | 'host' | 'namespace'> {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly base: string;
  readonly work: string;
  /** The address to listen on. */
  readonly listen: string;
  /** The address to tell clients; undefined where that is the same. */
  readonly seenAs: string | undefined;
}

interface Launch {
  readonly arguments: readonly string[];
  readonly user?: string;
  readonly basePath: string;
}

const LAUNCHES: Record<RealServerName, (setup: Setup) => Launch> = {
  vsftpd: launchVsftpd,
  proftpd: launchProftpd,
  'pure-ftpd': launchPureFtpd,
};

/** Why the server cannot be run here; undefined where it can. */
export function whyNot(name: RealServerName): string | undefined {
  if (!existsSync(program(name))) return `${name} is not unpacked: run test/support/install-servers.sh`;
  if (name === 'pure-ftpd' && userInfo().uid !== 0) return 'pure-ftpd only runs as root';
  return undefined;
}

/** Likewise, for a server that works as another user. */
export function whyNotAsNobody(name: RealServerName): string | undefined {
  return whyNot(name) ?? (userInfo().uid === 0 ? undefined : `only root can have ${name} work as another user`);
}

/** Starts a server on a free port, of 127.0.0.1 unless told otherwise, over an empty folder that everybody may write. */
export async function startRealServer(name: RealServerName, options: RealServerOptions = {}): Promise<RealServer> {
  // Servers work as users of their own: what tests put there must be theirs to change.
  process.umask(0);
  const work = mkdtempSync(join(tmpdir(), `pluvio-${name}-`));
  const base = options.base ?? join(work, 'data');
  mkdirSync(base, { recursive: true });
  chmodSync(work, 0o755);
  const { host = LOOPBACK, namespace } = options;
  const setup = {
    ...options,
    listen: host === LOOPBACK ? host : '0.0.0.0',
    seenAs: host === LOOPBACK ? undefined : host,
    port: await freePort(),
    user: 'logger',
    password: randomBytes(9).toString('hex'),
    base,
    work,
  };
  const launch = LAUNCHES[name](setup);
  const where = namespace === undefined ? [] : ['nsenter', `--net=${namespace}`];
  const [file, ...args] = [...where, program(name), ...launch.arguments] as [string, ...string[]];
  const server = spawn(file, args, { stdio: 'ignore', env: environment() });
  const stop = (): Promise<void> => stopServer(server, work);
  try {
    await answers(host, setup.port, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...setup, host, user: launch.user ?? setup.user, basePath: launch.basePath, stop };
}

function program(name: string): string {
  return join(INSTALLED, 'usr/sbin', name);
}

function environment(): NodeJS.ProcessEnv {
  const libraries = join(INSTALLED, 'usr/lib');
  const folders = existsSync(libraries) ? readdirSync(libraries).map((folder) => join(libraries, folder)) : [];
  return { ...process.env, LD_LIBRARY_PATH: folders.join(':') };
}

/** Anonymous logins with a list of passwords: the one kind that needs no account of the machine. */
function launchVsftpd({ listen, seenAs, port, password, base, work, tls, asNobody, extra = [] }: Setup): Launch {
  writeFileSync(join(work, 'passwords'), `${password}\n`);
  // It refuses to begin in a folder that its user may write.
  mkdirSync(join(work, 'empty'));
  chmodSync(join(work, 'empty'), 0o755);
  if (asNobody) chmodSync(base, 0o755);
  const settings = [
    `listen=YES`,
    `listen_address=${listen}`,
    ...(seenAs === undefined ? [] : [`pasv_address=${seenAs}`]),
    `listen_port=${port}`,
    'background=NO',
    'seccomp_sandbox=NO',
    ...(asNobody ? [] : ['run_as_launching_user=YES']),
    `secure_chroot_dir=${join(work, 'empty')}`,
    'anonymous_enable=YES',
    // Its own default is an account that only an installed vsftpd brings; where it becomes that user, one with a home.
    `ftp_username=${asNobody ? 'daemon' : 'nobody'}`,
    'anon_world_readable_only=NO',
    'anon_upload_enable=YES',
    'anon_mkdir_write_enable=YES',
    'anon_other_write_enable=YES',
    'anon_umask=000',
    'write_enable=YES',
    'secure_email_list_enable=YES',
    `email_password_file=${join(work, 'passwords')}`,
    `anon_root=${base}`,
    'max_per_ip=100',
    'xferlog_enable=NO',
    ...(tls
      ? [
          'ssl_enable=YES',
          'allow_anon_ssl=YES',
          'force_anon_logins_ssl=YES',
          'force_anon_data_ssl=YES',
          'ssl_ciphers=HIGH',
        ]
      : []),
    ...(tls ? [`rsa_cert_file=${tls.certFile}`, `rsa_private_key_file=${tls.keyFile}`] : []),
    ...extra,
  ];
  const file = join(work, 'vsftpd.conf');
  writeFileSync(file, settings.join('\n') + '\n', { mode: 0o600 });
  return { arguments: [file], user: 'ftp', basePath: asNobody ? '/' : base };
}

function launchProftpd({ listen, seenAs, port, user, password, base, work, tls, asNobody, extra = [] }: Setup): Launch {
  const { uid, gid } = asNobody ? { uid: NOBODY, gid: NOBODY } : userInfo();
  writeFileSync(join(work, 'users'), `${user}:${hashOf(password)}:${uid}:${gid}::${base}:/bin/sh\n`, { mode: 0o600 });
  const settings = [
    `ServerType standalone`,
    `ServerName test`,
    `DefaultAddress ${listen}`,
    ...(seenAs === undefined ? [] : [`MasqueradeAddress ${seenAs}`]),
    `Port ${port}`,
    `User ${userInfo().username}`,
    `Group ${execFileSync('id', ['-gn']).toString().trim()}`,
    'RootLogin on',
    'RequireValidShell off',
    'AuthPAM off',
    'AuthOrder mod_auth_file.c',
    `AuthUserFile ${join(work, 'users')}`,
    `PidFile ${join(work, 'pid')}`,
    `ScoreboardFile ${join(work, 'scores')}`,
    `DelayTable none`,
    'WtmpLog off',
    'TransferLog none',
    `SystemLog ${join(work, 'log')}`,
    'UseReverseDNS off',
    'UseIPv6 off',
    'Umask 000',
    'AllowOverwrite on',
    'AllowStoreRestart on',
    'MaxInstances 100',
    ...(tls
      ? [
          `ModulePath ${join(INSTALLED, 'usr/lib/proftpd')}`,
          'LoadModule mod_tls.c',
          'TLSEngine on',
          'TLSRequired on',
          `TLSRSACertificateFile ${tls.certFile}`,
          `TLSRSACertificateKeyFile ${tls.keyFile}`,
        ]
      : []),
    ...extra,
  ];
  const file = join(work, 'proftpd.conf');
  writeFileSync(file, settings.join('\n') + '\n', { mode: 0o600 });
  return { arguments: ['-n', '-q', '-c', file], basePath: base };
}

function launchPureFtpd({ listen, seenAs, port, user, password, base, work, tls, extra = [] }: Setup): Launch {
  const [accounts, database] = [join(work, 'accounts'), join(work, 'accounts.pdb')];
  // `pure-pw useradd` makes a hash that takes seconds to check at every login.
  writeFileSync(accounts, `${user}:${hashOf(password)}:${NOBODY}:${NOBODY}::${base}/./::::::::::::\n`, { mode: 0o600 });
  execFileSync(join(INSTALLED, 'usr/bin/pure-pw'), ['mkdb', database, '-f', accounts], { env: environment() });
  const limits = ['-c', '200', '-C', '200', '-U', '000:000'];
  const listing = extra.some((flag) => flag === '-L') ? [] : ['-L', '50000:5'];
  const security = tls ? ['-Y', '2', '-2', `${tls.certFile},${tls.keyFile}`] : [];
  const login = ['-l', `puredb:${database}`, '-A', '-H', '-E'];
  return {
    arguments: [
      '-S',
      `${listen},${port}`,
      ...(seenAs === undefined ? [] : ['-P', seenAs]),
      ...login,
      ...limits,
      ...listing,
      ...security,
      '-g',
      join(work, 'pid'),
      ...extra,
    ],
    basePath: '/',
  };
}

export function hashOf(password: string): string {
  return execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password }).toString().trim();
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

export async function answers(host: string, port: number, server: ChildProcess): Promise<void> {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += 50) {
    if (server.exitCode !== null) throw new Error(`the server ended at once with ${server.exitCode}`);
    const open = await new Promise<boolean>((done) => {
      const socket = connect(port, host, () => {
        socket.destroy();
        done(true);
      });
      socket.on('error', () => done(false));
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error('the server does not answer');
}

export async function stopServer(server: ChildProcess, work: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await Promise.race([ended, sleep(2000).then(() => server.kill('SIGKILL'))]);
  }
  rmSync(work, { recursive: true, force: true });
}
