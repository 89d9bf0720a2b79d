import { Command, Option } from 'commander';
import type { Host } from '../host.js';
import { keepRunning } from '../keep-running.js';
import { failuresOf, scheduleOf, withScheduleOptions, type ScheduleOptions } from '../schedule-options.js';
import { noted } from '../noted.js';
import { openSession } from '../session.js';
import { onSignals } from '../signals.js';
import { updateDry, updateOnce, updateRound, type RoundOptions } from './copy-and-update.js';
import { publishEveryS, withHistoryOptions } from './history.js';

type UpdateOptions = RoundOptions & ScheduleOptions;

/** `pluvio update`: the same as init for what is new (process 1, light), once or on a schedule; with copying in front. */
export function updateCommand(host: Host, exit: (code: number) => void): Command {
  const command = new Command('update')
    .description('what is new: fetch, merge into the year files, publish what changed, delete the raw files')
    .option('--copy [store]', 'first do what copy does, from there [env: FTP_SERVER, FTP_BASE_DIR]')
    .option('--publish-every <duration>', 'publish, and delete raw files, no more often than this; merge in between')
    .addOption(
      new Option('--verify <how>', 'with --every: look at every published file once a day, few at a time')
        .choices(['sizes', 'deep', 'off'])
        .default('sizes'),
    );
  return withHistoryOptions(withScheduleOptions(command)).action(async (options: UpdateOptions) => {
    publishEveryS(options);
    const schedule = await scheduleOf(options);
    const failAfter = failuresOf(options);
    const session = await openSession(options, 'source-to-target', host, {
      calibrated: true,
      looksOnly: options.dryRun ?? false,
    });
    const { log, lastResorts } = session;
    const work = async (signal: AbortSignal): Promise<number> => {
      const parts = { session, options, host, signal };
      if (options.dryRun) return updateDry(parts);
      const out = session.settings.out.value;
      if (!schedule)
        return noted(
          'update',
          out,
          host,
          () => updateOnce(parts),
          (code) => code,
        );
      let now = session;
      const round = async (): Promise<void> => {
        now = await now.reread();
        await noted('update', out, host, () => updateRound({ ...parts, session: now }));
      };
      return keepRunning({ schedule, round, log, host, signal, failAfter });
    };
    try {
      exit(await onSignals(log, host, work, lastResorts));
    } finally {
      await session.close();
    }
  });
}
