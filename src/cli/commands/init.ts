import { Command } from 'commander';
import { endRun } from '../wiring/output/end-run.js';
import type { Host } from '../host/host.js';
import { noted } from '../wiring/session/noted.js';
import { openSession } from '../wiring/session/session.js';
import { onSignals } from '../host/signals.js';
import { dryRun } from './dry-run.js';
import { passOver, withHistoryOptions, type HistoryCommandOptions } from './init-and-update.js';

/** `pluvio init`: the whole history, from raw files to published years (process 1, initial). */
export function initCommand(host: Host, exit: (code: number) => void): Command {
  const command = new Command('init').description(
    'the whole history: fetch, join by year, calibrate, publish, delete the raw files',
  );
  return withHistoryOptions(command).action(async (options: HistoryCommandOptions) => {
    const session = await openSession(options, 'source-to-target', host, {
      calibrated: true,
    });
    try {
      const work = async (signal: AbortSignal): Promise<number> => {
        if (options.dryRun) return dryRun(session, options, false, host);
        const pass = async (): Promise<number> =>
          endRun(await passOver({ session, options, host, signal }, false), options, host);
        return noted({ name: 'init', out: session.settings.out.value, exitOf: (code) => code }, host, pass);
      };
      exit(await onSignals(session.log, host, work, session.lastResorts));
    } finally {
      await session.close();
    }
  });
}
