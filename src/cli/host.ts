import fs from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { FtpStoreOptions } from '../stores/ftp/options.js';

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
  /** Told each named point that a run passes, so that a test can stop it there. */
  readonly passing?: (step: string) => void;
  /** How FTP waits; the store's own ways unless given. */
  readonly patience?: Pick<FtpStoreOptions, 'timeoutMs' | 'sleep'>;
}

export function processHost(): Host {
  return {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    nowS: () => Math.floor(Date.now() / 1000),
    tickMs: () => performance.now(),
  };
}

/** The first line of a file that holds a password; refused where others may read it. */
export function readPasswordFile(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new Error(`${file} is not there`);
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others; chmod 600 it`);
  return fs.readFileSync(file, 'utf8').split(/\r?\n/)[0]!;
}
