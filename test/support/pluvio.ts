import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DEFAULT_GLOBALS, NO_PROGRESS } from '../../src/cli/host/host.js';
import { main } from '../../src/cli/program.js';

/** The built command, as users run it. */
export const PLUVIO = fileURLToPath(new URL('../../bundle/cli/main.js', import.meta.url));
const TIMEOUT_MS = 60_000;

export interface Result {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Environment of a child: none of the settings that the machine may have. */
export function childEnv(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...extra };
}

/** Runs the built command in a process of its own. */
export function pluvio(args: readonly string[], { input = '', env = {}, cwd }: RunOptions = {}): Promise<Result> {
  return run(process.execPath, [PLUVIO, ...args], { input, env, ...(cwd === undefined ? {} : { cwd }) });
}

/** Runs a shell line in which `pluvio` is the built command. */
export function shell(line: string, { input = '', env = {}, cwd }: RunOptions = {}): Promise<Result> {
  const script = `pluvio() { "${process.execPath}" "${PLUVIO}" "$@"; }\n${line}`;
  return run('bash', ['--norc', '--noprofile', '-o', 'pipefail', '-c', script], {
    input,
    env,
    ...(cwd === undefined ? {} : { cwd }),
  });
}

function run(command: string, args: readonly string[], { input, env, cwd }: RunOptions): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: childEnv(env), cwd, timeout: TIMEOUT_MS });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Runs a command line in this process, at a given time. */
export async function pluvioAt(
  nowS: number,
  args: readonly string[],
  input: Uint8Array = Buffer.alloc(0),
  env: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const code = await main(args, {
    env,
    stdin: Readable.from(input.length > 0 ? [input] : []),
    stdout: collector(out),
    stderr: collector(err),
    nowS: () => nowS,
    tickMs: () => performance.now(),
    globals: DEFAULT_GLOBALS,
    progress: NO_PROGRESS,
    run: { id: undefined },
    signals: new EventEmitter(),
  });
  return { code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') };
}

function collector(pieces: Buffer[]): Writable {
  return new Writable({
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(piece);
      done();
    },
  });
}

/** A folder for one test, removed after it. */
export function tempFolder(t: { teardown: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'pluvio-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A source file's path from the root of the project. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}
