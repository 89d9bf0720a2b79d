import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Command } from '../measure/measure.js';

/** A round of a running `update`, as it told it with `--json`. */
interface Round {
  readonly files: { readonly read: number };
}

/** `update --every … --json`, at work in the background. */
export interface RunningUpdate {
  /** Resolves at the end of the next round that read so many files. */
  readonly roundOf: (files: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export function runUpdate({ file, args, env }: Command): RunningUpdate {
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = once(child, 'close');
  const rounds = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async roundOf(files) {
      for (;;) {
        const line = await rounds.next();
        if (line.done === true) throw new Error('the running update ended by itself');
        if ((JSON.parse(line.value) as Round).files.read === files) return;
      }
    },
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
