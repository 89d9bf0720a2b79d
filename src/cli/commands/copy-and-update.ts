import { EXIT, exitCodeOf, messageOf, PluvioError, worseExit } from '../../domain/errors.js';
import type { CopyOutcome } from '../../pipeline/copy/copy.js';
import type { RunSummary } from '../../pipeline/run/summary.js';
import { endRun, tellJsonLine, tellRound, type EndOptions } from '../wiring/output/end-run.js';
import type { Host } from '../host/host.js';
import { count } from '../text/report-events.js';
import type { Session } from '../wiring/session/session.js';
import type { VerifyHow } from '../wiring/output/verify-share.js';
import { copiedText, copyNoted, hasFailures, tellCopied } from './copy-pass.js';
import { dryRun } from './dry-run.js';
import { historyContext, passOver, type HistoryCommandOptions } from './init-and-update.js';

export interface RoundOptions extends HistoryCommandOptions, EndOptions {
  /** How much of what is published is looked at with each round. */
  readonly verify: VerifyHow;
}

/** What a round works with. */
export interface RoundParts {
  readonly session: Session;
  readonly options: RoundOptions;
  readonly host: Host;
  readonly signal: AbortSignal;
}

/** What came of copying, and the error where it failed; as `--json` shows it, under `copy`. */
interface Copied {
  readonly outcomes: readonly CopyOutcome[];
  readonly error?: Error;
}

/** Copies, where that is asked for, and updates, once; gives the worse of both exit codes. */
export async function updateOnce(parts: RoundParts): Promise<number> {
  const { options, host } = parts;
  const { copied, summary } = await copyAndUpdate(parts, (outcomes) => tellCopied(outcomes, false, host));
  const code = endRun(summary, options, host, { more: copyFields(copied) });
  if (copied?.error !== undefined) return worseExit(code, exitCodeOf(copied.error));
  return copied && hasFailures(copied.outcomes) ? worseExit(code, EXIT.remote) : code;
}

/** A round of many, and what it did; where copying failed it throws that, having updated all the same. */
export async function updateRound(parts: RoundParts): Promise<RunSummary> {
  const { session, options, host, signal } = parts;
  const { copied, summary } = await copyAndUpdate(parts, (outcomes) =>
    session.log.info({ outcomes }, copiedText(outcomes, false)),
  );
  if (options.json) tellJsonLine(host, { ...summary, ...copyFields(copied) });
  const { total, files } = summary;
  if (options.verify !== 'off') {
    const { verifyShare } = await import('../wiring/output/verify-share.js');
    const context = historyContext(session, options, host, signal);
    await verifyShare(session, context, host.nowS(), options.verify === 'deep');
  }
  const msg = `round done: ${count(total.kept, 'new reading')} from ${count(files.read, 'file')}`;
  tellRound(host, session.log, { total, files, msg });
  if (copied?.error !== undefined) throw copied.error;
  return summary;
}

/** Says what would be copied and done. */
export async function updateDry(parts: RoundParts): Promise<number> {
  const { session, options, host } = parts;
  const copied = await copyFirst(parts);
  if (copied && copied.error === undefined) tellCopied(copied.outcomes, true, host);
  const code = await dryRun(session, options, true, host);
  return copied?.error === undefined ? code : worseExit(code, exitCodeOf(copied.error));
}

async function copyAndUpdate(
  parts: RoundParts,
  tell: (outcomes: readonly CopyOutcome[]) => void,
): Promise<{ copied: Copied | undefined; summary: RunSummary }> {
  const { options, host, signal } = parts;
  const copied = await copyFirst(parts);
  if (copied && copied.error === undefined && !options.json) tell(copied.outcomes);
  try {
    return { copied, summary: await passOver(parts, true) };
  } catch (error) {
    if (!copied || signal.aborted) throw error;
    if (options.json) tellJsonLine(host, copyFields(copied));
    throw worseError(error, copied.error);
  }
}

/** Its failure is told, and does not keep what lies there already from being worked. */
async function copyFirst({ session, options, host, signal }: RoundParts): Promise<Copied | undefined> {
  const { base: from, source: to, log } = session;
  if (!from) return undefined;
  try {
    return { outcomes: await copyNoted(session, { from, to, dryRun: options.dryRun ?? false, signal }, host) };
  } catch (error) {
    if (signal.aborted || (error instanceof PluvioError && error.code === 'LOCKED')) throw error;
    const code = error instanceof PluvioError ? error.code : 'BUG';
    log.error({ code }, `copying failed: ${messageOf(error)}; what was copied before is worked all the same`);
    return { outcomes: [], error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function copyFields(copied: Copied | undefined): { copy?: object } {
  if (!copied) return {};
  const { outcomes, error } = copied;
  if (error === undefined) return { copy: { outcomes } };
  const code = error instanceof PluvioError ? error.code : 'BUG';
  return { copy: { outcomes, error: { code, message: messageOf(error) } } };
}

function worseError(error: unknown, other: unknown): unknown {
  if (other === undefined) return error;
  const code = exitCodeOf(error);
  return worseExit(code, exitCodeOf(other)) === code ? error : other;
}
