import type { ReplayedQuarantine } from '../../pipeline/replay/replay-quarantine.js';
import type { ReplayedYear } from '../../pipeline/replay/replay-years.js';
import { count } from './report-events.js';
import { table } from './summary-text.js';

/** What was replayed, or would be. */
export interface ReplayReport {
  readonly dryRun: boolean;
  readonly years: readonly ReplayedYear[];
  readonly quarantines: readonly ReplayedQuarantine[];
}

/** A report for people: a row a year, with its rain before and after. */
export function replayText({ dryRun, years, quarantines }: ReplayReport): string {
  if (years.length + quarantines.length === 0) return 'nothing to replay: all is as the tables of today make it\n';
  const lines: string[] = [];
  if (years.length > 0) {
    const hasUnknown = years.some(({ unknown }) => unknown !== null);
    const head = ['gauge', 'year', 'readings', ...(hasUnknown ? ['of unknown rain'] : []), 'mm before', 'mm after', ''];
    const rows = years.map(({ gauge, year, readings, unknown, rainMmBefore, rainMmAfter, why }) => [
      ...[gauge, String(year), String(readings)],
      ...(hasUnknown ? [String(unknown ?? '')] : []),
      ...[
        rainMmBefore.toFixed(3),
        rainMmAfter?.toFixed(3) ?? 'waits',
        why ?? (rainMmAfter === rainMmBefore ? 'same rain' : ''),
      ],
    ]);
    lines.push(...table(head, rows));
  }
  for (const { gauge, lines: all, understood, conflicts } of quarantines) {
    const total = understood.reduce((sum, one) => sum + one.lines, 0);
    const whose = gauge === undefined ? 'lines of no gauge' : gauge;
    const lost = conflicts > 0 ? `, ${conflicts} of them lost to a reading of their stamp and stay` : '';
    lines.push(`${whose}: ${count(all, 'quarantined line')}, ${total} understood now${lost}`);
    for (const { gauge: owner, year, lines: some, rainMm } of understood)
      lines.push(`  ${owner} ${year}: ${count(some, 'line')}, ${dryRun ? 'at most ' : ''}${rainMm.toFixed(3)} mm`);
  }
  if (dryRun) lines.push('', 'nothing was changed: --dry-run');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
