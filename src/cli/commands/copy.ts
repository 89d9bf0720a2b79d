import { Command } from 'commander';
import { EXIT, PluvioError } from '../../domain/errors.js';
import { copyRaw, storeNowS, type CopyOutcome } from '../../pipeline/copy.js';
import { tellEnd } from '../conclude.js';
import type { Host } from '../host.js';
import { count, reportEvents } from '../report-events.js';
import { parseDuration } from '../duration.js';
import { openSession, type Session } from '../session.js';
import { onSignals } from '../signals.js';
import { table } from '../summary-text.js';
import { gaugeOption, gaugesOption } from '../options.js';
import { mustHaveRoot } from './history.js';
import type { RunOptions } from './shared.js';
import { thousands } from '../thousands.js';

interface CopyCommandOptions extends RunOptions {
  readonly settle: string;
  readonly dryRun?: true | undefined;
}

/** `pluvio copy`: the wanted gauges' raw files from one folder to another, once each (process 0). */
export function copyCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('copy')
    .description('copy the wanted gauges’ raw files from a base folder to a working folder, once each')
    .addOption(gaugeOption())
    .addOption(gaugesOption())
    .option('--from <store>', 'where the loggers put them [env: FTP_SERVER, FTP_BASE_DIR]')
    .option('--to <store>', 'where init and update take them from [env: FTP_SERVER, FTP_SOURCE_DIR]')
    .option('--out <folder>', 'the output folder, where copy remembers what it has copied [env: LOCAL_OUTPUT_DIR]')
    .option('--settle <duration>', 'a file younger than this, by the server’s clock, waits for the next round', '60s')
    .option('--connections <n>', 'FTP connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
    .option('--ca <file>', 'certificate authority of the servers, PEM [env: FTP_CA_FILE]')
    .option('--dry-run', 'say what would be copied, and copy nothing')
    .option('--json', 'print what was done as JSON on stdout')
    .action(async (options: CopyCommandOptions) => {
      const settleS = settleOf(options.settle);
      const session = await openSession(options, 'base-to-source', host, { calibrated: false });
      try {
        const outcomes = await onSignals(session.log, host, async (signal) => {
          const copied = await copyWith(session, settleS, options, host, signal);
          conclude(copied, options, host);
          return copied.some(({ failed }) => failed.length > 0) ? EXIT.remote : EXIT.done;
        });
        exit(outcomes);
      } finally {
        await session.close();
      }
    });
}

function settleOf(text: string): number {
  const ms = text === '0' ? 0 : parseDuration(text);
  if (ms === undefined)
    throw new PluvioError('USAGE', `--settle: "${text}" is not a duration; expected one like 60s or 5m, or 0`);
  return ms / 1000;
}

async function copyWith(
  session: Session,
  settleS: number,
  { dryRun }: CopyCommandOptions,
  host: Host,
  signal: AbortSignal,
): Promise<CopyOutcome[]> {
  const { source, target, gauges, journal, log, settings } = session;
  await mustHaveRoot(session);
  const sourceNowS =
    settleS > 0 && source.kind === 'ftp' && !dryRun ? await storeNowS(source, host.nowS()) : host.nowS();
  return copyRaw({
    from: source,
    to: target!,
    gauges,
    journal,
    settleS,
    sourceNowS,
    parallel: settings.connections.value,
    dryRun: dryRun ?? false,
    report: reportEvents(log),
    signal,
    passing: session.passing,
  });
}

function conclude(outcomes: readonly CopyOutcome[], { json, dryRun }: CopyCommandOptions, host: Host): void {
  if (json) {
    host.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
    return;
  }
  const rows = outcomes.map(({ gauge, listed, copied, before, waiting }) => [
    gauge,
    ...[listed, copied, before, waiting].map(thousands),
  ]);
  const lines = table(['gauge', 'listed', dryRun ? 'would copy' : 'copied', 'copied before', 'waiting'], rows);
  const cut = outcomes.filter(({ complete }) => !complete).map(({ gauge }) => gauge);
  if (cut.length > 0)
    lines.push(`the server cut the listing of ${cut.join(', ')}: ${count(cut.length, 'folder')} not seen whole`);
  for (const { failed } of outcomes)
    for (const { what, why } of failed.slice(0, 10)) lines.push(`${what} failed: ${why}`);
  tellEnd(host, `${lines.join('\n')}\n`, { type: 'summary', outcomes, msg: copiedText(outcomes, dryRun ?? false) });
}

function copiedText(outcomes: readonly CopyOutcome[], isDryRun: boolean): string {
  const sum = (key: 'listed' | 'copied' | 'before' | 'waiting'): string =>
    outcomes.reduce((total, outcome) => total + outcome[key], 0).toLocaleString('en');
  return `${isDryRun ? 'would copy' : 'copied'} ${sum('copied')} of ${sum('listed')} raw files, ${sum('before')} copied before, ${sum('waiting')} waiting`;
}
