import type { Checkpoint } from '../../domain/run/checkpoint.js';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { decodeText } from '../../config/text-file.js';
import { messageOf } from '../../domain/errors.js';
import type { LogFormat, LogLevel } from '../../log/log.js';
import type { ReadingRules, RunEvent } from '../../pipeline/context.js';
import type { FtpStoreOptions } from '../../stores/ftp/options.js';
import { Outlet, type LostLog } from './outlet.js';

/** What the options that every command has say. */
export interface Globals {
  /** Only warnings and errors, no progress, no summary. */
  readonly quiet: boolean;
  /** Stack traces with errors. */
  readonly debug: boolean;
  readonly logLevel: LogLevel;
  /** undefined: for people on a terminal, JSON elsewhere. */
  readonly logFormat: LogFormat | undefined;
  /** What `--settings` named, and the variables that came from it. */
  readonly envFile: EnvFile | undefined;
}

/** Shows how far a run is. */
export interface Progress {
  readonly take: (event: RunEvent) => void;
  /** Wipes what is shown; the next event brings it back. */
  readonly clear: () => void;
}

export interface EnvFile {
  readonly file: string;
  readonly names: ReadonlySet<string>;
}

/** Everything that a command may touch of the machine; tests give their own. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** What of stderr could not be written, where that is counted. */
  readonly lostLog?: LostLog;
  /** Unix seconds. */
  readonly nowS: () => number;
  /** Milliseconds of a steady clock. */
  readonly tickMs: () => number;
  /** As `tickMs`, running on while the machine sleeps; `tickMs` unless given. */
  readonly uptimeMs?: () => number;
  readonly globals: Globals;
  /** How far the run is, shown on a terminal. */
  readonly progress: Progress;
  /** The run under way, for a report of a bug. */
  readonly run: { id: string | undefined };
  /** Told each step of a run when it is done, so that a test can stop it there. */
  readonly checkpoint?: Checkpoint;
  /** A stage of one's own, of a program that runs commands. */
  readonly between?: ReadingRules['between'];
  /** What tells of SIGINT and SIGTERM; the process unless given. */
  readonly signals?: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  /** How FTP waits; the store's own ways unless given. */
  readonly patience?: Pick<FtpStoreOptions, 'timeoutMs' | 'sleep'>;
}

export const NO_PROGRESS: Progress = { take: () => undefined, clear: () => undefined };

export const DEFAULT_GLOBALS: Globals = {
  quiet: false,
  debug: false,
  logLevel: 'info',
  logFormat: undefined,
  envFile: undefined,
};

export function processHost(): Host {
  const [stdout, stderr] = [new Outlet(process.stdout), new Outlet(process.stderr)];
  return {
    env: process.env,
    stdin: process.stdin,
    stdout,
    stderr,
    lostLog: stderr,
    nowS: () => Math.floor(Date.now() / 1000),
    tickMs: () => performance.now(),
    uptimeMs,
    globals: DEFAULT_GLOBALS,
    progress: NO_PROGRESS,
    run: { id: undefined },
  };
}

/** Since the machine's start, sleep included; where the system does not tell, since that of the process. */
function uptimeMs(): number {
  try {
    return os.uptime() * 1000;
  } catch {
    return performance.now();
  }
}

/** Joins what belongs to one run: in log lines, temporary names and bug reports. */
export function newRunId(): string {
  return randomBytes(4).toString('hex');
}

/** The text of a file of settings; throws, saying why, where it cannot be read. */
export function readText(file: string): string {
  const bytes = fs.readFileSync(file);
  try {
    return decodeText(bytes);
  } catch (error) {
    throw new Error(`${file} cannot be used: ${messageOf(error)}`, { cause: error });
  }
}

/** The first line of a file that holds a password, every byte of it; refused where others may read it. */
export function readPasswordFile(file: string): string {
  if (!fs.existsSync(file)) throw new Error(`${file} is not there`);
  if (othersCanRead(file)) throw new Error(`${file} can be read by others; chmod 600 it`);
  return readText(file).split(/\r?\n/)[0]!;
}

/** Whether somebody beside its owner can read a file. */
export function othersCanRead(file: string): boolean {
  return process.platform !== 'win32' && (fs.statSync(file).mode & 0o077) !== 0;
}
