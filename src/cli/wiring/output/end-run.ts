import { EXIT } from '../../../domain/errors.js';
import type { Logger } from '../../../log/log.js';
import type { RunSummary } from '../../../pipeline/run/summary.js';
import { logFormatOf, logOf } from '../options/shared.js';
import { newRunId, type Host } from '../../host/host.js';
import { isNothingUsable } from '../../text/nothing-usable.js';
import { tellOut } from '../../host/output.js';
import { count } from '../../text/report-events.js';
import { accountingText, summaryText } from '../../text/summary-text.js';

export interface EndOptions {
  readonly json?: true | undefined;
  readonly strict?: true | undefined;
}

export interface EndDetails {
  /** More fields of the summary on stdout. */
  readonly more?: object;
  /** Whether what was named is not all that was read. */
  readonly isDoubtful?: boolean;
}

/** Shows the end of a run; gives its exit code. */
export function endRun(
  summary: RunSummary,
  options: EndOptions,
  host: Host,
  { more = {}, isDoubtful = false }: EndDetails = {},
): number {
  host.progress.clear();
  if (options.json) tellJson(host, { ...summary, ...more });
  else tellEnd(host, summaryText(summary), summaryFields(summary));
  const { files, failed, waiting, clock } = summary;
  if (clock !== null || files.deletesRefused + failed.length + waiting > 0) return EXIT.remote;
  return options.strict && (isDoubtful || hasTroubles(summary)) ? EXIT.strict : EXIT.done;
}

/** Lines that could not be used, readings that may be wrong, and files that are left. */
function hasTroubles({ total, files, findings: { misplaced, counters } }: RunSummary): boolean {
  const isUseless = total.linesRead > 0 && isNothingUsable(total);
  return isUseless || total.quarantined + total.conflicts + files.left + misplaced + counters > 0;
}

/** What a log line of JSON has in place of a text for people. */
export interface LogFields {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/**
 * Tells how a command ended, on stderr: to people in a text, elsewhere in a log line; not at all with `--quiet`. Where stderr
 * could not be written, people are told on the terminal that stdout is.
 */
export function tellEnd(host: Host, text: string, { msg, ...fields }: LogFields): void {
  host.progress.clear();
  const lacks = lostText(host);
  const whole = lacks === '' ? text : `${text}${lacks}\n`;
  if (logFormatOf(host) === 'json') runLog(host).info({ ...fields, ...lostFields(host) }, msg);
  else if (!host.globals.quiet) host.stderr.write(whole);
  if (lostText(host) !== '' && host.stdout.isTTY === true && !host.globals.quiet) host.stdout.write(whole);
}

/** Tells the end of a round in the log. */
export function tellRound(host: Host, log: Logger, { msg, ...fields }: LogFields): void {
  host.progress.clear();
  const lacks = lostText(host);
  log.info({ ...fields, ...lostFields(host) }, lacks === '' ? msg : `${msg}; ${lacks}`);
  host.lostLog?.told();
}

/** Gives what a command did as JSON on stdout. */
export function tellJson(host: Host, value: object): void {
  tellOut(host, runLog(host), `${JSON.stringify(withLost(host, value), null, 2)}\n`);
}

/** Gives what a round did as a line of JSON on stdout. */
export function tellJsonLine(host: Host, value: object): void {
  tellOut(host, runLog(host), `${JSON.stringify(withLost(host, value))}\n`);
}

function withLost(host: Host, value: object): object {
  return Array.isArray(value) ? value : { ...value, ...lostFields(host) };
}

function runLog(host: Host): Logger {
  return logOf(host, host.run.id ?? newRunId());
}

/** What the log lacks, where it lacks something: the work has gone on without it. */
function lostFields({ lostLog }: Host): { lostLog?: object } {
  const lost = lostLog?.untold();
  return lost ? { lostLog: { lines: lost.writes, why: lost.why } } : {};
}

function lostText({ lostLog }: Host): string {
  const lost = lostLog?.untold();
  return lost ? `the log lacks ${count(lost.writes, 'line')} that could not be written: ${lost.why}` : '';
}

/** The years of a run were told one by one: its end has the totals. */
function summaryFields({ total, rejected, files, failed, clock, waiting }: RunSummary): LogFields {
  return { type: 'summary', total, rejected, files, failed, clock, waiting, msg: accountingText(total, rejected) };
}
