import { EXIT } from '../domain/errors.js';
import type { RunSummary } from '../pipeline/summary.js';
import { logFormatOf, logOf } from './commands/shared.js';
import { newRunId, type Host } from './host.js';
import { isNothingUsable } from './nothing-usable.js';
import { accountingText, summaryText } from './summary-text.js';

export interface EndOptions {
  readonly json?: true | undefined;
  readonly strict?: true | undefined;
}

/** Shows the end of a run; gives its exit code. `isDoubtful`: what was named is not all that was read. */
export function concludeRun(summary: RunSummary, options: EndOptions, host: Host, isDoubtful = false): number {
  host.progress.clear();
  if (options.json) host.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  else tellEnd(host, summaryText(summary), summaryFields(summary));
  if (summary.files.deletesRefused + summary.failed.length + summary.waiting > 0) return EXIT.remote;
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

/** Tells how a command ended, on stderr: to people in a text, elsewhere in a log line; not at all with `--quiet`. */
export function tellEnd(host: Host, text: string, { msg, ...fields }: LogFields): void {
  host.progress.clear();
  if (logFormatOf(host) === 'json') logOf(host, host.run.id ?? newRunId()).info(fields, msg);
  else if (!host.globals.quiet) host.stderr.write(text);
}

/** The years of a run were told one by one: its end has the totals. */
function summaryFields({ total, rejected, files, failed, waiting }: RunSummary): LogFields {
  return { type: 'summary', total, rejected, files, failed, waiting, msg: accountingText(total, rejected) };
}
