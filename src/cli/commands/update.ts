import { Command } from 'commander';
import { EXIT, messageOf, PluvioError } from '../../domain/errors.js';
import { concludeRun } from '../conclude.js';
import type { Host } from '../host.js';
import { parseDuration } from '../duration.js';
import type { Schedule } from '../schedule.js';
import { count } from '../report-events.js';
import { openSession, type Session } from '../session.js';
import { onSignals } from '../signals.js';
import { dryRun } from './dry-run.js';
import { passOver, publishEveryS, withHistoryOptions, type HistoryCommandOptions } from './history.js';

interface UpdateOptions extends HistoryCommandOptions {
  readonly every?: string | undefined;
  readonly cron?: string | undefined;
}

/** `pluvio update`: the same as init for what is new (process 1, light), once or on a schedule. */
export function updateCommand(host: Host, exit: (code: number) => void): Command {
  const command = new Command('update')
    .description('what is new: fetch, merge into the year files, publish what changed, delete the raw files')
    .option('--every <duration>', 'keep running, a round every 90s, 5m, 1h …')
    .option('--cron <pattern>', 'keep running, rounds by a cron pattern (UTC), e.g. "*/5 * * * *"')
    .option('--publish-every <duration>', 'publish, and delete raw files, no more often than this; merge in between');
  return withHistoryOptions(command).action(async (options: UpdateOptions) => {
    publishEveryS(options);
    const schedule = await scheduleOf(options);
    const session = await openSession(options, 'source-to-target', host, { calibrated: true });
    try {
      if (options.dryRun) exit(await dryRun(session, options, true, host));
      else if (schedule)
        exit(await onSignals(session.log, host, (signal) => keepRunning(session, options, schedule, host, signal)));
      else
        exit(
          await onSignals(session.log, host, async (signal) =>
            concludeRun(await passOver(session, options, true, host, signal), options, host),
          ),
        );
    } finally {
      await session.close();
    }
  });
}

/** What keeps time (rxjs, cron patterns) is loaded only where it is asked for. */
async function scheduleOf({ every, cron }: UpdateOptions): Promise<Schedule | undefined> {
  if (every !== undefined && cron !== undefined) throw new PluvioError('USAGE', 'Give --every or --cron, not both');
  if (cron !== undefined) {
    const { cronProblem } = await import('../schedule.js');
    const problem = cronProblem(cron);
    if (problem !== undefined)
      throw new PluvioError('USAGE', `--cron: ${problem}; expected five fields, such as "*/5 * * * *"`);
    return { cron };
  }
  if (every === undefined) return undefined;
  const everyMs = parseDuration(every);
  if (everyMs === undefined)
    throw new PluvioError('USAGE', `--every: "${every}" is not a duration; expected one like 90s, 5m or 1h`);
  return { everyMs };
}

async function keepRunning(
  session: Session,
  options: UpdateOptions,
  schedule: Schedule,
  host: Host,
  signal: AbortSignal,
): Promise<number> {
  const { log } = session;
  const { rounds } = await import('../schedule.js');
  const { defer, fromEvent, lastValueFrom, of } = await import('rxjs');
  const all = rounds({
    schedule,
    round: async () => {
      if (isAborted(signal)) return;
      try {
        const summary = await passOver(session, options, true, host, signal);
        log.info(
          { total: summary.total, files: summary.files },
          `round done: ${count(summary.total.kept, 'new reading')} from ${count(summary.files.read, 'file')}`,
        );
        if (options.json) host.stdout.write(`${JSON.stringify(summary)}\n`);
      } catch (error) {
        if (!isAborted(signal)) throw error;
      }
    },
    onFailure: (error, retryMs) =>
      log.error(
        { code: error instanceof PluvioError ? error.code : 'BUG' },
        `round failed: ${messageOf(error)}; next try in ${Math.round(retryMs / 1000)} s`,
      ),
    stop: defer(() => (signal.aborted ? of(undefined) : fromEvent(signal, 'abort'))),
    nowMs: () => host.nowS() * 1000,
  });
  await lastValueFrom(all, { defaultValue: undefined });
  return EXIT.done;
}

/** Asked anew each time: the compiler takes a property for what it was. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
