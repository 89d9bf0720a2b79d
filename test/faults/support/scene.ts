import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { ExecutionContext } from 'ava';
import { readTree } from '../../../fixtures/cases.js';
import type { NetworkFile } from '../../../fixtures/network.js';
import { main } from '../../../src/cli/program.js';
import { DEFAULT_GLOBALS, NO_PROGRESS, type Host } from '../../../src/cli/host.js';
import {
  createFtpServer,
  createMemoryBackend,
  type FaultFunction,
  type FtpServerOptions,
  type MemoryBackend,
} from '../../../src/ftp-server/index.js';
import { quickFolder } from '../../support/temp.js';
import { smallNetwork } from './network.js';

/** What a command came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server with a small network, an output folder, and commands run in this process. */
export interface Scene {
  readonly backend: MemoryBackend;
  readonly folder: string;
  readonly out: string;
  readonly password: string;
  readonly port: number;
  readonly env: Record<string, string>;
  /** Faults struck from now on; undefined: none. */
  faults: FaultFunction | undefined;
  put(base: string, files: readonly NetworkFile[]): void;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Files below a folder of the server. */
  under(base: string): Map<string, string>;
  /** Files of the output folder, but for what pluvio keeps for itself. */
  local(out?: string): Promise<Map<string, string>>;
}

export const network = smallNetwork();
export const nowS = (): number => Math.floor(Date.now() / 1000);
/** Silences are short and attempts follow at once. */
const PATIENCE: NonNullable<Host['patience']> = { timeoutMs: 1500, sleep: () => Promise.resolve() };

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
  const folder = quickFolder(t);
  const out = join(folder, 'out');
  mkdirSync(join(folder, 'temp'));
  writeFileSync(join(folder, 'calib.csv'), network.calibCsv);
  writeFileSync(join(folder, 'gauges.csv'), network.gaugesCsv);
  const env = {
    FTP_SERVER: server.host,
    FTP_PORT: String(server.port),
    FTP_USERNAME: 'u',
    FTP_PASSWORD: password,
    FTP_BASE_DIR: '/base',
    FTP_SOURCE_DIR: '/raw',
    FTP_TARGET_DIR: '/published',
    LOCAL_OUTPUT_DIR: out,
    LOCAL_TEMP_DIR: join(folder, 'temp'),
    CALIB_FILE: join(folder, 'calib.csv'),
    GAUGES_FILE: join(folder, 'gauges.csv'),
  };
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
    local: (from = out) => localFiles(from),
  });
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

async function localFiles(folder: string): Promise<Map<string, string>> {
  const tree = await readTree(folder);
  return new Map(
    [...tree]
      .filter(([path]) => !path.startsWith('.pluvio/'))
      .map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]),
  );
}
