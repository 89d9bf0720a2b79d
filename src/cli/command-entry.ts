import type { Command } from 'commander';
import type { RunMain } from './commands/demo.js';
import type { Host } from './host/host.js';

/** Makes a command; `runMain` runs another command line. */
export type BuildCommand = (host: Host, exit: (code: number) => void, runMain: RunMain) => Command;

/** A command, as help, completion, the man page and the docs show it. */
export interface CommandEntry {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Two command lines that do something useful. */
  readonly examples: readonly [string, string];
  /** What its help says besides. */
  readonly more?: string;
  /** Brings in its code, which is done only for the command that runs: all of it would double the time to start. */
  readonly load: () => Promise<BuildCommand>;
}
