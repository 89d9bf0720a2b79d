import type { Command } from 'commander';
import { PluvioError } from '../../../domain/errors.js';
import { parseDuration } from '../../../domain/time/duration.js';
import type { Schedule } from '../rounds/pace.js';

export interface ScheduleOptions {
  readonly every?: string | undefined;
  readonly cron?: string | undefined;
  readonly failAfter?: string | undefined;
}

/** Adds the options that keep a command running. */
export function withScheduleOptions(command: Command): Command {
  return command
    .option('--every <duration>', 'keep running, a round every 90s, 5m, 1h, 30d …')
    .option('--cron <pattern>', 'keep running, rounds by a cron pattern (UTC), e.g. "*/5 * * * *"')
    .option('--fail-after <n>', 'end, with the last failure’s exit code, when so many rounds in a row have failed');
}

/** How many failures in a row end the rounds; undefined: none do. Throws USAGE. */
export function failuresOf({ failAfter }: ScheduleOptions): number | undefined {
  if (failAfter === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(failAfter)) return Number(failAfter);
  throw new PluvioError('USAGE', `--fail-after: "${failAfter}" is not a number of rounds; expected 1 or more`);
}

/**
 * The schedule that the options ask for; undefined where they ask for one pass. Throws USAGE. What keeps time (rxjs, cron
 * patterns) is loaded only where it is asked for.
 */
export async function scheduleOf({ every, cron }: ScheduleOptions): Promise<Schedule | undefined> {
  if (every !== undefined && cron !== undefined) throw new PluvioError('USAGE', 'Give --every or --cron, not both');
  if (cron !== undefined) {
    const { cronProblem } = await import('../rounds/pace.js');
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
