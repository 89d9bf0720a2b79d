import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { ExecutionContext } from 'ava';
import { readTree } from '../../../fixtures/cases.js';
import type { NetworkFile } from '../../../fixtures/networks/network.js';
import { main } from '../../../src/cli/program.js';
import { DEFAULT_GLOBALS, NO_PROGRESS, type Host } from '../../../src/cli/host/host.js';
import {
  createFtpServer,
  createMemoryBackend,
  type FaultFunction,
  type FtpServerOptions,
  type MemoryBackend,
} from '../../../fixtures/ftp-server/index.js';
import { quickFolder, type Owner } from '../../support/temp.js';
import { smallNetwork } from './network.js';

/** What a command came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server with folders for a small network, an output folder, and commands run in this process. */
export interface Place {
  readonly folder: string;
  readonly out: string;
  readonly password: string;
  readonly env: Record<string, string>;
  /** Faults struck from now on; undefined: none. */
  faults: FaultFunction | undefined;
  put(base: string, files: readonly NetworkFile[]): void;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Files below a folder of the server. */
  under(base: string): Map<string, string>;
  /** Every file of the server. */
  paths(): readonly string[];
  /** Files of the output folder, but for what pluvio keeps for itself. */
  local(out?: string): Promise<Map<string, string>>;
}

/** A place on the embedded server, its files in memory. */
export interface Scene extends Place {
  readonly backend: MemoryBackend;
  readonly port: number;
}

export const network = smallNetwork();
export const nowS = (): number => Math.floor(Date.now() / 1000);
/** Silences are short and attempts follow soon. */
const PATIENCE: NonNullable<Host['patience']> = {
  timeoutMs: 1500,
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs / 25)),
};

/** Starts a scene that ends with the test; nothing is put on the server yet. */
export async function openScene(t: ExecutionContext, options: Partial<FtpServerOptions> = {}): Promise<Scene> {
  const backend = createMemoryBackend({ nowS });
  const password = `secret-${randomBytes(9).toString('base64url')}`;
  const current: { faults: FaultFunction | undefined } = { faults: undefined };
  const server = await createFtpServer({
    backend,
    user: 'u',
    password,
    nowS,
    faults: (call) => current.faults?.(call),
    ...options,
  });
  t.teardown(() => server.close());
  const { folder, out, env } = settingsFor(t, { host: server.host, port: server.port, user: 'u', password });
  return Object.assign(current, {
    backend,
    folder,
    out,
    password,
    port: server.port,
    env,
    put: (base: string, files: readonly NetworkFile[]) => {
      for (const { path, bytes, modifiedS } of files) backend.put(`${base}/${path}`, bytes, modifiedS);
    },
    run: (args: readonly string[], extra: Readonly<Record<string, string>> = {}) => runHere(args, { ...env, ...extra }),
    under: (base: string) =>
      new Map(
        backend
          .paths()
          .filter((path) => path.startsWith(`${base}/`))
          .map((path) => [path.slice(base.length + 1), Buffer.from(backend.get(path)!).toString('latin1')]),
      ),
    paths: () => backend.paths(),
    local: (from = out) => localFiles(from),
  });
}

export interface Access {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** What the server calls the folder of `/base`, `/raw` and `/published`; the root unless given. */
  readonly root?: string;
}

/** A folder for outputs and tables, and the environment of commands that use it with a server. */
export function settingsFor(
  t: Owner,
  { host, port, user, password, root = '' }: Access,
): { folder: string; out: string; env: Record<string, string> } {
  const folder = quickFolder(t);
  const out = join(folder, 'out');
  mkdirSync(join(folder, 'temp'));
  writeFileSync(join(folder, 'calib.csv'), network.calibCsv);
  writeFileSync(join(folder, 'gauges.csv'), network.gaugesCsv);
  const env = {
    FTP_SERVER: host,
    FTP_PORT: String(port),
    FTP_USERNAME: user,
    FTP_PASSWORD: password,
    FTP_BASE_DIR: `${root}/base`,
    FTP_SOURCE_DIR: `${root}/raw`,
    FTP_TARGET_DIR: `${root}/published`,
    FTP_SETTLE: '0',
    LOCAL_OUTPUT_DIR: out,
    LOCAL_TEMP_DIR: join(folder, 'temp'),
    CALIB_FILE: join(folder, 'calib.csv'),
    GAUGES_FILE: join(folder, 'gauges.csv'),
  };
  return { folder, out, env };
}

/** What went wrong, of all that a command said. */
export function troublesIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /^pluvio:|"level":[56]0/.test(line));
  return lines.slice(0, 5).join('\n');
}

/** A command line in this process, with an environment of its own. */
export async function runHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = [textOf(stdout), textOf(stderr)];
  const host: Host = {
    env,
    stdin: Readable.from([]),
    stdout,
    stderr,
    nowS,
    tickMs: () => performance.now(),
    globals: DEFAULT_GLOBALS,
    progress: NO_PROGRESS,
    run: { id: undefined },
    patience: PATIENCE,
  };
  const code = await main(args, host);
  stdout.end();
  stderr.end();
  const [out, err] = await Promise.all(texts);
  return { code, stdout: out!, stderr: err! };
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Files of an output folder, but for what pluvio keeps for itself. */
export async function localFiles(folder: string): Promise<Map<string, string>> {
  const tree = await readTree(folder);
  return new Map(
    [...tree]
      .filter(([path]) => !path.startsWith('.pluvio/'))
      .map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]),
  );
}
