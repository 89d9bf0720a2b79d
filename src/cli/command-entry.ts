import type { Command } from 'commander';
import type { RunMain } from './commands/demo.js';
import type { Host } from './host.js';

/** A command, as help, completion, the man page and the docs show it. */
export interface CommandEntry {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Two command lines that do something useful. */
  readonly examples: readonly [string, string];
  /** What its help says besides. */
  readonly more?: string;
  /** `runMain` runs another command line. */
  readonly build: (host: Host, exit: (code: number) => void, runMain: RunMain) => Command;
}
