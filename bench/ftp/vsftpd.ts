import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server of files for anonymous users; paths are those of this machine. */
export interface FileServer {
  /** `host:port`. */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const START_TIMEOUT_MS = 5_000;
const POLL_MS = 20;

/** vsftpd over `folder`, seen by its clients as `host`; rejects where there is none or it does not start. */
export async function startVsftpd(folder: string, host: string): Promise<FileServer> {
  const own = mkdtempSync(join(tmpdir(), 'pluvio-vsftpd-'));
  const port = await freePort();
  const configuration = join(own, 'vsftpd.conf');
  writeFileSync(configuration, settings(folder, host, port, own));
  const server = spawn('vsftpd', [configuration], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.on('error', () => resolve()).on('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    rmSync(own, { recursive: true, force: true });
  };
  try {
    await Promise.race([answer(host, port), ended.then(() => Promise.reject(new Error('vsftpd does not start')))]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: `${host}:${port}`, stop };
}

/** Milliseconds that a connection takes to `address`: one round trip. */
export async function connectMs(address: string): Promise<number> {
  const [host, port] = address.split(':') as [string, string];
  const startMs = performance.now();
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), host, () => {
      socket.destroy();
      resolve();
    }).on('error', reject);
  });
  return performance.now() - startMs;
}

function settings(folder: string, host: string, port: number, empty: string): string {
  return `listen=YES
${host === LOOPBACK ? `listen_address=${LOOPBACK}\n` : ''}listen_port=${port}
background=NO
anonymous_enable=YES
no_anon_password=YES
anon_world_readable_only=NO
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_umask=022
write_enable=YES
anon_root=${folder}
run_as_launching_user=YES
secure_chroot_dir=${empty}
seccomp_sandbox=NO
pasv_address=${host}
max_per_ip=0
max_clients=0
xferlog_enable=NO
`;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, LOOPBACK, () => resolve()));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function answer(host: string, port: number): Promise<void> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadlineMs) {
    try {
      await connectMs(`${host}:${port}`);
      return;
    } catch {
      await sleep(POLL_MS);
    }
  }
  throw new Error(`vsftpd does not answer at ${host}:${port}`);
}
