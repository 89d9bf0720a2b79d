import { Command } from 'commander';
import { EXIT } from '../../domain/errors.js';
import type { CopyOutcome } from '../../pipeline/copy/copy.js';
import type { Host } from '../host/host.js';
import { tellJson, tellJsonLine, tellRound } from '../wiring/output/end-run.js';
import { keepRunning } from '../wiring/rounds/keep-running.js';
import { gaugeOption, gaugesOption, settleOption } from '../wiring/options/options.js';
import {
  failuresOf,
  scheduleOf,
  withScheduleOptions,
  type ScheduleOptions,
} from '../wiring/options/schedule-options.js';
import { openSession } from '../wiring/session/session.js';
import { onSignals } from '../host/signals.js';
import { copiedText, copyNoted, hasFailures, tellCopied } from './copy-pass.js';
import type { RunOptions } from '../wiring/options/shared.js';

interface CopyCommandOptions extends RunOptions, ScheduleOptions {
  readonly dryRun?: true | undefined;
}

/** `pluvio copy`: the wanted gauges' raw files from one folder to another, once each (process 0), once or on a schedule. */
export function copyCommand(host: Host, exit: (code: number) => void): Command {
  const command = new Command('copy')
    .description('copy the wanted gauges’ raw files from a base folder to a working folder, once each')
    .addOption(gaugeOption())
    .addOption(gaugesOption())
    .option('--from <store>', 'where the loggers put them [env: FTP_SERVER, FTP_BASE_DIR]')
    .option('--to <store>', 'where init and update take them from [env: FTP_SERVER, FTP_SOURCE_DIR]')
    .option('--out <folder>', 'the output folder, where copy remembers what it has copied [env: LOCAL_OUTPUT_DIR]')
    .addOption(settleOption())
    .option('--connections <n>', 'connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
    .option('--ca <file>', 'certificate authority of the servers, PEM [env: FTP_CA_FILE]')
    .option('--dry-run', 'say what would be copied, and copy nothing')
    .option('--json', 'print what was done as JSON on stdout, with --every or --cron one line per round');
  return withScheduleOptions(command).action(async (options: CopyCommandOptions) => {
    const schedule = await scheduleOf(options);
    const failAfter = failuresOf(options);
    let session = await openSession(options, 'base-to-source', host, {
      calibrated: false,
    });
    const { log, lastResorts } = session;
    const dryRun = options.dryRun ?? false;
    const pass = (signal: AbortSignal): Promise<CopyOutcome[]> =>
      copyNoted(session, { from: session.source, to: session.target!, dryRun, signal }, host);
    const round = async (signal: AbortSignal): Promise<void> => {
      session = await session.reread();
      const outcomes = await pass(signal);
      if (options.json) tellJsonLine(host, outcomes);
      tellRound(host, log, { outcomes, msg: `round done: ${copiedText(outcomes, false)}` });
    };
    const work = async (signal: AbortSignal): Promise<number> => {
      if (schedule && !dryRun)
        return keepRunning({ schedule, round: () => round(signal), log, host, signal, failAfter });
      const outcomes = await pass(signal);
      if (options.json) tellJson(host, outcomes);
      else tellCopied(outcomes, dryRun, host);
      return hasFailures(outcomes) ? EXIT.remote : EXIT.done;
    };
    try {
      exit(await onSignals(log, host, work, lastResorts));
    } finally {
      await session.close();
    }
  });
}
