import { Command, Option } from 'commander';
import { PluvioError } from '../../domain/errors.js';
import type { Host } from '../host/host.js';
import { keepRunning } from '../wiring/rounds/keep-running.js';
import {
  failuresOf,
  scheduleOf,
  withScheduleOptions,
  type ScheduleOptions,
} from '../wiring/options/schedule-options.js';
import { noted } from '../wiring/session/noted.js';
import type { Schedule } from '../wiring/rounds/pace.js';
import { openSession, type Session } from '../wiring/session/session.js';
import { onSignals } from '../host/signals.js';
import type { RunSummary } from '../../pipeline/run/summary.js';
import { updateDry, updateOnce, updateRound, type RoundOptions } from './copy-and-update.js';
import { publishEveryS, withHistoryOptions } from './init-and-update.js';

interface BesideOptions {
  /** A file of rules. */
  readonly alerts?: string | undefined;
  readonly metricsPort?: string | undefined;
}

type UpdateOptions = RoundOptions & ScheduleOptions & BesideOptions;

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
    )
    .option('--alerts <file>', 'with --every or --cron: rules of alerts, TOML, to look after (docs/alerts.md)')
    .option('--metrics-port <port>', 'with --every or --cron: answer /metrics and /healthz there (docs/serve.md)');
  return withHistoryOptions(withScheduleOptions(command)).action(async (options: UpdateOptions) => {
    publishEveryS(options);
    const schedule = await scheduleOf(options);
    const failAfter = failuresOf(options);
    if (options.alerts !== undefined && !schedule)
      throw new PluvioError('USAGE', '--alerts goes with --every or --cron: somebody has to look again and again');
    if (options.metricsPort !== undefined && !schedule)
      throw new PluvioError(
        'USAGE',
        '--metrics-port goes with --every or --cron: one round has ended before anybody asks',
      );
    const session = await openSession(options, 'source-to-target', host, {
      calibrated: true,
    });
    const { log, lastResorts } = session;
    const work = async (signal: AbortSignal): Promise<number> => {
      const parts = { session, options, host, signal };
      if (options.dryRun) return updateDry(parts);
      const out = session.settings.out.value;
      if (!schedule) return noted({ name: 'update', out, exitOf: (code) => code }, host, () => updateOnce(parts));
      let now = session;
      const round = async (): Promise<RunSummary> => {
        now = await now.reread();
        return noted({ name: 'update', out }, host, () => updateRound({ ...parts, session: now }));
      };
      const beside = await openBeside(options, schedule, () => now, host);
      try {
        return await keepRunning({ schedule, round: () => beside.measured(round), log, host, signal, failAfter });
      } finally {
        await beside.close();
      }
    };
    try {
      exit(await onSignals(log, host, work, lastResorts));
    } finally {
      await session.close();
    }
  });
}

/** What is looked after beside the rounds. */
interface Beside {
  readonly measured: (round: () => Promise<RunSummary>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Mail, TOML, and what counts for Prometheus, are brought in only where they are asked for. */
async function openBeside(
  { alerts, metricsPort }: BesideOptions,
  schedule: Schedule,
  session: () => Session,
  host: Host,
): Promise<Beside> {
  const alerting =
    alerts === undefined
      ? undefined
      : (await import('../alerts/alerts-of-session.js')).alertsOfSession(alerts, session, host);
  try {
    if (metricsPort === undefined)
      return {
        measured: async (round) => {
          await round();
        },
        close: async () => alerting?.stop(),
      };
    const { startMetrics } = await import('../metrics/metrics-of-session.js');
    const metrics = await startMetrics({ port: metricsPort, schedule, session, host });
    return {
      measured: (round) => metrics.measured(async () => roundCounts(await round())),
      close: async () => {
        await alerting?.stop();
        await metrics.close();
      },
    };
  } catch (error) {
    await alerting?.stop();
    throw error;
  }
}

/** What a round did, as metrics count it. */
function roundCounts({ total, files }: RunSummary) {
  return {
    readings: total.kept,
    files: files.read,
    bytes: files.bytes ?? 0,
    deleted: files.deleted,
    quarantined: total.quarantined,
  };
}
