import { formatDateTime } from '../../domain/time/time.js';
import type { ProcessNotes } from '../../pipeline/run/process-notes.js';
import type { VerifyRecord } from '../../pipeline/verify/record.js';

/** Files that are not whole named one by one. */
const MOST_FLAWS = 10;

/** When each process ran last and how it ended, and what of the published files is not whole: a line each. */
export function processText(processes: ProcessNotes, verified: VerifyRecord | null): string[] {
  const lines = Object.entries(processes).map(([name, { startedS, endedS, exit, why }]) => {
    if (endedS === null || exit === null) return `${name}: began ${formatDateTime(startedS)}, and has not ended`;
    const end = exit === 0 ? 'done' : `ended with ${exit}`;
    return `${name}: ran last ${formatDateTime(startedS)}, ${end}${why === null ? '' : `: ${why}`}`;
  });
  if (!verified) return lines;
  const { upToS, open } = verified;
  const left = open.length === 0 ? 'all whole' : `${open.length} published files are NOT WHOLE`;
  lines.push(`verify: looked up to ${formatDateTime(upToS)}, ${left}`);
  for (const { in: store, file, why } of open.slice(0, MOST_FLAWS)) lines.push(`${store}/${file}: ${why}`);
  return lines;
}
