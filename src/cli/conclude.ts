import { EXIT } from '../domain/errors.js';
import type { Logger } from '../log/log.js';
import type { RunSummary } from '../pipeline/summary.js';
import { logFormatOf, logOf } from './commands/shared.js';
import { newRunId, type Host } from './host.js';
import { tellOut } from './output.js';
import { count } from './report-events.js';
import { accountingText, summaryText } from './summary-text.js';

export interface EndOptions {
  readonly json?: true | undefined;
  readonly strict?: true | undefined;
}

/** Shows the end of a run, on stdout with `more` fields; gives its exit code. */
export function concludeRun(summary: RunSummary, options: EndOptions, host: Host, more: object = {}): number {
  host.progress.clear();
  if (options.json) tellJson(host, { ...summary, ...more });
  else tellEnd(host, summaryText(summary), summaryFields(summary));
  if (summary.files.deletesRefused > 0 || summary.waiting > 0) return EXIT.remote;
  if (options.strict && summary.total.quarantined + summary.total.conflicts > 0) return EXIT.strict;
  return EXIT.done;
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
function summaryFields({ total, rejected, files, waiting }: RunSummary): LogFields {
  return { type: 'summary', total, rejected, files, waiting, msg: accountingText(total, rejected) };
}
