import type { Command } from 'commander';
import { logOf } from './shared.js';
import { newRunId, type Host } from '../../host/host.js';
import type { RejectsFile } from '../output/rejects-file.js';
import { count } from '../../text/report-events.js';

/** Options of the filters that may meet a line or row that cannot be used. */
export interface RejectOptions {
  readonly rejects?: string | undefined;
  readonly strict?: true | undefined;
}

export function withRejectOptions(command: Command): Command {
  return command
    .option('--rejects <file>', 'write the lines that cannot be used there: Source,Line,Reason,Text')
    .option('--strict', 'exit 3 when lines cannot be used');
}

/** Says on stderr how many lines could not be used, and why; nothing where all could. */
export function tellRejects(rejects: RejectsFile, host: Host): void {
  if (rejects.total === 0) return;
  const message = `${count(rejects.total, 'line')} could not be used: ${rejects.reasonsText()}`;
  logOf(host, newRunId()).warn({ rejected: Object.fromEntries(rejects.reasons) }, message);
}
