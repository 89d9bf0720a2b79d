import type { Tally } from '../../domain/readings/audit.js';
import type { RejectReason } from '../../domain/readings/reading.js';
import { REJECT_REASONS } from '../../raw/reasons.js';
import type { RunSummary } from '../../pipeline/run/summary.js';
import { namesText } from './nothing-usable.js';
import { count, WITHDRAWN_TEXT } from './report-events.js';
import { thousands } from './thousands.js';

/** Failures told one by one. */
const MOST_FAILURES = 10;

/** The end of a run for people: a table of gauges and years, the accounting, and what asks for attention. */
export function summaryText(summary: RunSummary): string {
  const rows = summary.gauges.flatMap(({ gauge, years }) =>
    years.map((year) => [
      gauge,
      String(year.year),
      thousands(year.readings),
      thousands(year.kept),
      thousands(year.wetMinutes),
      year.rainMm.toFixed(3),
      year.waits === undefined ? (year.changed ? 'made' : 'as before') : 'waits',
    ]),
  );
  const lines =
    rows.length > 0 ? table(['gauge', 'year', 'readings', 'new', 'wet minutes', 'rain mm', ''], rows) : ['no readings'];
  lines.push('', accountingText(summary.total, summary.rejected));
  if (summary.withdrawn > 0) lines.push(`  published before: ${count(summary.withdrawn, 'reading')} ${WITHDRAWN_TEXT}`);
  const others = Object.keys(summary.others);
  if (others.length > 0) lines.push(`  filtered out: lines of ${namesText(others)}`);
  const { read, waiting, left, deleted, young } = summary.files;
  if (read + waiting + young > 0)
    lines.push(
      `raw files: ${thousands(read)} read, ${thousands(deleted)} deleted after verification, ` +
        `${thousands(left)} left where they are, ${thousands(waiting)} wait for the next run` +
        (young > 0 ? `, ${thousands(young)} published and kept until they have settled` : ''),
    );
  if (summary.clock !== null)
    lines.push(`${summary.clock}; nothing was deleted, and readings ahead of this machine’s clock stay in their files`);
  for (const { what, why } of summary.failed.slice(0, MOST_FAILURES)) lines.push(`${what} failed: ${why}`);
  if (summary.failed.length > MOST_FAILURES)
    lines.push(`… and ${thousands(summary.failed.length - MOST_FAILURES)} more`);
  return `${lines.join('\n')}\n`;
}

/** Where every line read went, and why some could not be used. */
export function accountingText(total: Readonly<Tally>, rejected: RunSummary['rejected']): string {
  const { linesRead, kept, duplicates, conflicts, quarantined, filteredOut } = total;
  const lines = [
    `lines read ${thousands(linesRead)} = kept ${thousands(kept)} + duplicates ${thousands(duplicates)} + conflicts ${thousands(conflicts)}` +
      ` + quarantined ${thousands(quarantined)} + filtered out ${thousands(filteredOut)}`,
  ];
  for (const [reason, count] of Object.entries(rejected) as [RejectReason, number][])
    lines.push(`  ${thousands(count)} × ${reason}: ${REJECT_REASONS[reason]}`);
  if (total.mended > 0) lines.push(`  ${mendedText(total.mended)}`);
  return lines.join('\n');
}

/** How many readings went on without a side value that was no number. */
export function mendedText(readings: number): string {
  return `${thousands(readings)} mended: the wind or battery is not a number, and na; the rain is kept`;
}

/** Columns set side by side, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const isNumber = head.map((_, i) => rows.every((row) => /^[\d,.\s-]*$/.test(row[i]!)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}
