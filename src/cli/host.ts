import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { LogFormat, LogLevel } from '../log/log.js';
import { isClosedPipe } from './closed-pipe.js';

/** What the options that every command has say. */
export interface Globals {
  /** Only warnings and errors, no progress, no summary. */
  readonly quiet: boolean;
  /** Stack traces with errors. */
  readonly debug: boolean;
  readonly logLevel: LogLevel;
  /** undefined: for people on a terminal, JSON elsewhere. */
  readonly logFormat: LogFormat | undefined;
}

/** Everything that a command may touch of the machine; tests give their own. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Unix seconds. */
  readonly nowS: () => number;
  /** Milliseconds of a steady clock. */
  readonly tickMs: () => number;
  readonly globals: Globals;
}

export const DEFAULT_GLOBALS: Globals = { quiet: false, debug: false, logLevel: 'info', logFormat: undefined };

export function processHost(): Host {
  for (const stream of [process.stdout, process.stderr]) {
    // Whoever writes hears of a closed pipe; unheard here, it would end the process with a stack trace.
    stream.on('error', (error) => {
      if (!isClosedPipe(error)) throw error;
    });
  }
  return {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    nowS: () => Math.floor(Date.now() / 1000),
    tickMs: () => performance.now(),
    globals: DEFAULT_GLOBALS,
  };
}

/** Joins what belongs to one run: in log lines, temporary names and bug reports. */
export function newRunId(): string {
  return randomBytes(4).toString('hex');
}

/** The first line of a file that holds a password; refused where others may read it. */
export function readPasswordFile(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new Error(`${file} is not there`);
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others; chmod 600 it`);
  return fs.readFileSync(file, 'utf8').split(/\r?\n/)[0]!;
}
