import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { FaultFunction } from '../../fixtures/ftp-server/index.js';
import { createFtpServer, createMemoryBackend, type MemoryBackend } from '../../fixtures/ftp-server/index.js';
import type { RunSummary } from '../../src/pipeline/run/summary.js';
import { pluvioAt, tempFolder } from './pluvio.js';

/** A gauge's server with a clock of its own, and commands run by a machine with another. */
export interface ClockedScene {
  readonly files: MemoryBackend;
  /** Unix seconds, each to be set. */
  readonly clocks: { server: number; host: number };
  readonly out: string;
  faults: FaultFunction | undefined;
  /** What the logger puts there now: readings of these minutes, or any text. */
  log(name: string, text: string): void;
  run(...args: string[]): Promise<{ code: number | null; summary: RunSummary; stderr: string }>;
  text(...args: string[]): Promise<string>;
  raw(): string[];
  /** Stamps that are published. */
  published(): number[];
  /** Lines that are in the published quarantine. */
  quarantined(): number;
}

/** The text of so many readings, one a minute. */
export function minutes(fromS: number, count: number): string {
  return Array.from({ length: count }, (_, i) => `Hydropolis, ${fromS + 60 * i}, 1, 0, 12.5\n`).join('');
}

/** Files are dated to this step, seconds. */
export async function clockedScene(t: ExecutionContext, atS: number, dateStepS = 1): Promise<ClockedScene> {
  const clocks = { server: atS, host: atS };
  const files = createMemoryBackend({ nowS: () => clocks.server - (clocks.server % dateStepS) });
  const current: { faults: FaultFunction | undefined } = { faults: undefined };
  const login = { user: 'u', password: 'very-secret-word' };
  const server = await createFtpServer({
    backend: files,
    ...login,
    nowS: () => clocks.server,
    faults: (call) => current.faults?.(call),
  });
  t.teardown(() => server.close());
  const out = join(tempFolder(t), 'out');
  const env = {
    FTP_SERVER: server.host,
    FTP_PORT: String(server.port),
    FTP_USERNAME: login.user,
    FTP_PASSWORD: login.password,
    FTP_SOURCE_DIR: '/raw',
    FTP_TARGET_DIR: '/pub',
    LOCAL_OUTPUT_DIR: out,
  };
  const common = ['--gauge', 'Hydropolis'];
  const pluvio = (args: readonly string[]): ReturnType<typeof pluvioAt> =>
    pluvioAt(clocks.host, args, Buffer.alloc(0), env);
  const rows = (path: string): string[] =>
    Buffer.from(files.get(path) ?? [])
      .toString()
      .split('\n')
      .slice(1)
      .filter((line) => line !== '');
  return Object.assign(current, {
    files,
    clocks,
    out,
    log: (name: string, text: string) => files.put(`/raw/Hydropolis/${name}`, text),
    run: async (...args: string[]) => {
      const result = await pluvio([...args, '--uncalibrated', '--json', ...common]);
      return { code: result.code, summary: JSON.parse(result.stdout.toString()) as RunSummary, stderr: result.stderr };
    },
    text: async (...args: string[]) => {
      const { stdout, stderr } = await pluvio([...args, ...common]);
      return `${stdout.toString()}${stderr}`;
    },
    raw: () => files.paths().filter((path) => path.startsWith('/raw/')),
    published: () =>
      files
        .paths()
        .filter((path) => /^\/pub\/.*_concatenated_\d+\.csv$/.test(path))
        .flatMap((path) => rows(path).map((line) => Number(line.split(',')[1]))),
    quarantined: () => rows('/pub/quarantine/Hydropolis.csv').length,
  });
}
