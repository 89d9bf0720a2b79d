import { EXIT } from '../../domain/errors.js';
import { copyRaw, type CopyOutcome } from '../../pipeline/copy/copy.js';
import { asSpelt } from '../../pipeline/ingest/spelt-folders.js';
import { storeNowS } from '../../pipeline/ingest/clocks/store-clock.js';
import { noteFailing } from '../../pipeline/run/failing.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import type { Store } from '../../domain/storage/store.js';
import { tellEnd } from '../wiring/output/end-run.js';
import type { Host } from '../host/host.js';
import { noted } from '../wiring/session/noted.js';
import { progressOf } from '../host/progress-log.js';
import { count, reportEvents } from '../text/report-events.js';
import type { Session } from '../wiring/session/session.js';
import { table } from '../text/summary-text.js';
import { thousands } from '../text/thousands.js';
import { mustHaveRoot } from './init-and-update.js';

export interface CopyPassOptions {
  readonly from: Store;
  readonly to: Store;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** One pass of copying with a session's hands. */
async function copyPass(
  { gauges: wanted, journal, log, settings, checkpoint }: Session,
  { from, to, dryRun, signal }: CopyPassOptions,
  host: Host,
): Promise<CopyOutcome[]> {
  await mustHaveRoot({ source: from, log });
  const gauges = await asSpelt(from, wanted);
  const settleS = settings.settleS.value;
  const asksClock = settleS > 0 && from.features.hasOwnClock && !dryRun;
  const nowS = host.nowS();
  const sourceNowS = asksClock ? await storeNowS(from) : undefined;
  const [show, tell] = [progressOf(host, log), reportEvents(log)];
  const outcomes = await copyRaw({
    from,
    to,
    gauges,
    journal,
    settleS,
    sourceNowS: sourceNowS ?? host.nowS(),
    clocks: sourceNowS === undefined ? undefined : { sourceS: sourceNowS, hostS: host.nowS() },
    parallel: settings.connections.value,
    dryRun,
    report: (event) => {
      show(event);
      tell(event);
    },
    signal,
    checkpoint,
  });
  if (dryRun) return outcomes;
  const failed = outcomes.flatMap(({ gauge, failed }) => failed.map((failure) => ({ ...failure, gauge })));
  noteFailing(openOutputFolder(settings.out.value, { durable: true }), failed, { process: 'copy', nowS, gauges });
  return outcomes;
}

/** The same, noted for `status`. */
export function copyNoted(session: Session, options: CopyPassOptions, host: Host): Promise<CopyOutcome[]> {
  const pass = (): Promise<CopyOutcome[]> => copyPass(session, options, host);
  if (options.dryRun) return pass();
  const exitOf = (outcomes: CopyOutcome[]): number => (hasFailures(outcomes) ? EXIT.remote : EXIT.done);
  return noted({ name: 'copy', out: session.settings.out.value, exitOf }, host, pass);
}

/** Whether a file or a folder failed alone. */
export function hasFailures(outcomes: readonly CopyOutcome[]): boolean {
  return outcomes.some(({ failed }) => failed.length > 0);
}

/** Failures of a gauge told one by one. */
const MOST_FAILURES = 10;

/** Tells the end of a pass of copying. */
export function tellCopied(outcomes: readonly CopyOutcome[], dryRun: boolean, host: Host): void {
  tellEnd(host, copyText(outcomes, dryRun), { type: 'summary', outcomes, msg: copiedText(outcomes, dryRun) });
}

/** What was copied, for people. */
function copyText(outcomes: readonly CopyOutcome[], dryRun: boolean): string {
  const rows = outcomes.map(({ gauge, listed, copied, before, waiting }) => [
    gauge,
    ...[listed, copied, before, waiting].map(thousands),
  ]);
  const lines = table(['gauge', 'listed', dryRun ? 'would copy' : 'copied', 'copied before', 'waiting'], rows);
  const isCut = ({ gauge, complete, failed }: CopyOutcome): boolean =>
    !complete && failed.every(({ what }) => what !== gauge);
  const cut = outcomes.filter(isCut).map(({ gauge }) => gauge);
  if (cut.length > 0)
    lines.push(`the server cut the listing of ${cut.join(', ')}: ${count(cut.length, 'folder')} not seen whole`);
  const young = youngText(outcomes);
  if (young !== '') lines.push(young);
  for (const { failed } of outcomes)
    for (const { what, why } of failed.slice(0, MOST_FAILURES)) lines.push(`${what} failed: ${why}`);
  return `${lines.join('\n')}\n`;
}

/** The same in a sentence. */
export function copiedText(outcomes: readonly CopyOutcome[], dryRun: boolean): string {
  const [listed, copied, before, waiting] = (['listed', 'copied', 'before', 'waiting'] as const).map((key) =>
    thousands(sumOf(outcomes, key)),
  );
  const young = youngText(outcomes);
  return (
    `${dryRun ? 'would copy' : 'copied'} ${copied!} of ${listed!} raw files, ${before!} copied before, ${waiting!} waiting` +
    (young === '' ? '' : `: ${young}`)
  );
}

/** Why new files wait; '' where none does. */
function youngText(outcomes: readonly CopyOutcome[]): string {
  const young = sumOf(outcomes, 'young');
  if (young === 0) return '';
  const after = `${outcomes[0]!.settleS} s (--settle)`;
  return young === 1
    ? `1 file is new: it is copied by a run after it has kept still for ${after}`
    : `${thousands(young)} files are new: they are copied by a run after they have kept still for ${after}`;
}

function sumOf(outcomes: readonly CopyOutcome[], key: 'listed' | 'copied' | 'before' | 'waiting' | 'young'): number {
  return outcomes.reduce((total, outcome) => total + outcome[key], 0);
}
