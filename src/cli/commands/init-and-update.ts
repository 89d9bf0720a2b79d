import { Option, type Command } from 'commander';
import { noteFailing } from '../../pipeline/run/failing.js';
import { processHistory } from '../../pipeline/run/process-history.js';
import { isPublicationDue, noteRun, readLastRun } from '../../pipeline/run/last-run.js';
import type { RunContext } from '../../pipeline/context.js';
import { asSpelt } from '../../pipeline/ingest/spelt-folders.js';
import { storeNowS } from '../../pipeline/ingest/clocks/store-clock.js';
import type { RunSummary } from '../../pipeline/run/summary.js';
import { PluvioError } from '../../domain/errors.js';
import type { Host } from '../host/host.js';
import { parseDuration } from '../../domain/time/duration.js';
import { settleOption } from '../wiring/options/options.js';
import type { Session } from '../wiring/session/session.js';
import { contextOf, withRunOptions, type RunOptions } from '../wiring/options/shared.js';

/** Options of `init` and `update`. */
export interface HistoryCommandOptions extends RunOptions {
  readonly keepRaw?: true | undefined;
  readonly deleteRaw?: true | undefined;
  readonly dryRun?: true | undefined;
  readonly publish: 'replace' | 'append';
  readonly publishEvery?: string | undefined;
}

export function withHistoryOptions(command: Command): Command {
  return withRunOptions(
    command
      .option(
        '--from <store>',
        'raw files: a folder, ftp://host/path, ftps://host/path or sftp://user@host/path [env: FTP_SERVER, FTP_SOURCE_DIR]',
      )
      .option('--to <store>', 'where to publish; without it the output folder is the publication [env: FTP_TARGET_DIR]')
      .option('--keep-raw', 'keep the raw files of a server')
      .option('--delete-raw', 'delete the raw files of a folder once published and verified')
      .addOption(settleOption())
      .addOption(
        new Option(
          '--publish <how>',
          'replace: whole files, atomically; append: only the new end where a published file is the beginning of the new one',
        )
          .choices(['replace', 'append'])
          .default('replace'),
      )
      .option('--connections <n>', 'connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
      .option('--ca <file>', 'certificate authority of the servers, PEM [env: FTP_CA_FILE]')
      .option('--dry-run', 'say what would be done, and do nothing'),
  );
}

/** Seconds of `--publish-every`; undefined where every pass publishes. Throws USAGE. */
export function publishEveryS({ publishEvery }: HistoryCommandOptions): number | undefined {
  if (publishEvery === undefined) return undefined;
  const everyMs = parseDuration(publishEvery);
  if (everyMs === undefined)
    throw new PluvioError(
      'USAGE',
      `--publish-every: "${publishEvery}" is not a duration; expected one like 30m, 1h or 1d`,
    );
  return everyMs / 1000;
}

/** What a pass over the raw files is made with. */
export interface PassParts {
  readonly session: Session;
  readonly options: HistoryCommandOptions;
  readonly host: Host;
  readonly signal: AbortSignal;
}

/** One pass over the raw files with a session's hands; what it found is noted for `status`. */
export async function passOver({ session, options, host, signal }: PassParts, onlyNew: boolean): Promise<RunSummary> {
  const { settings, source } = session;
  const gauges = await asSpelt(source, session.gauges);
  const deleteRaw = source.features.deletesByDefault ? !options.keepRaw : (options.deleteRaw ?? false);
  const nowS = host.nowS();
  // A whole history is read.
  if (!onlyNew) source.expectMany?.();
  await mustHaveRoot(session, onlyNew);
  const context = historyContext({ ...session, gauges }, options, host, signal);
  const later = context.publication?.later ?? false;
  // What lies in a folder that is copied to was whole before it took its name.
  const settleS = session.base ? 0 : settings.settleS.value;
  // A file is written on the server for that.
  const asksClock = source.features.hasOwnClock && deleteRaw && settings.settleS.value > 0;
  const sourceNowS = asksClock ? (folders: readonly string[]) => storeNowS(source, folders) : undefined;
  const clock = { hostNowS: nowS, ...(sourceNowS && { sourceNowS }) };
  const summary = await processHistory({ source, deleteRaw, onlyNew, settleS, ...clock }, context);
  noteFailing(context.out, summary.failed, { process: 'update', nowS, gauges });
  noteRun(context.out, summary, { nowS, published: !later, gauges });
  return summary;
}

/** What a pass works with. */
export function historyContext(
  { settings, gauges, others, forms, notBeforeS, target, journal, log, runId, checkpoint }: Session,
  options: HistoryCommandOptions,
  host: Host,
  signal?: AbortSignal,
): RunContext {
  const parts = { settings, gauges, others, forms, notBeforeS, target, journal, durable: true, log, runId, checkpoint };
  const base = contextOf(signal ? { ...parts, signal } : parts, host);
  const everyS = publishEveryS(options);
  const isDue = everyS === undefined || isPublicationDue(readLastRun(base.out), host.nowS(), everyS);
  const later = target !== undefined && !isDue;
  return { ...base, publication: { later, append: options.publish === 'append' } };
}

/**
 * Whether the source's folder is there. Where it is not, an `init` has a wrong path, which is told as STORE_MISSING; an
 * `update` may be early, or have deleted the last file of a server that keeps no empty folders.
 */
export async function mustHaveRoot({ source, log }: Pick<Session, 'source' | 'log'>, mayLack = false): Promise<void> {
  if (await source.hasFolder('')) return;
  const what = `there is no folder ${source.name}`;
  if (!mayLack) throw new PluvioError('STORE_MISSING', `Cannot read raw files: ${what}; check the path`);
  log.info({ source: source.name }, `no raw files: ${what}; check the path if there should be`);
}
