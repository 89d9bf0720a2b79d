import { isLong, PERIOD_KINDS, type CalendarPeriod } from '../analyses/series/periods.js';
import type { Cell, Table } from '../analyses/tables.js';
import { DAY_S, daysFromCivil, type TimeRange } from '../domain/time/time.js';
import { csvRows } from './table.js';

/** A table of totals that is made by parts: what its rows say of a month depends on the rain of that month alone. */
export interface MonthlyTable {
  readonly header: readonly string[];
  readonly year: number;
  /** A hash of what the rows of each month are made from; the climatological days reach 6 hours into the next one. */
  readonly months: readonly string[];
  /** Periods in the order of the table. */
  readonly periods: Iterable<CalendarPeriod>;
  readonly row: (period: CalendarPeriod) => readonly Cell[];
}

/** What was published of such a table. */
export interface TotalsBefore {
  readonly text: string;
  readonly months: readonly string[];
}

/**
 * The table as CSV. Hours and days of months that are as before are taken from what was published: a round changes the last
 * days of ten thousand rows.
 */
export function totalsText({ header, year, months, periods, row }: MonthlyTable, before?: TotalsBefore): string {
  const parts: string[] = [csvRows([header])];
  const ends = monthRanges(year).map(({ endS }) => endS);
  const kept = before ? keptBlocks(before, year, months) : new Map<string, string>();
  let waiting: (readonly Cell[])[] = [];
  let month = 0;
  let kind: string | undefined;
  let text: string | undefined;
  for (const period of periods) {
    if (period.kind !== kind || period.startS >= ends[month]!) {
      month = ends.findIndex((endS) => period.startS < endS);
      ({ kind } = period);
      text = kept.get(`${kind}/${month}`);
      if (text !== undefined) {
        parts.push(csvRows(waiting), text);
        waiting = [];
      }
    }
    if (text === undefined) waiting.push(row(period));
  }
  return parts.join('') + csvRows(waiting);
}

/** The lines of hours and days of those months that are as they were. */
function keptBlocks({ text, months: old }: TotalsBefore, year: number, months: readonly string[]): Map<string, string> {
  const starts: { key: string; at: number; isKept: boolean }[] = [];
  let at = 0;
  for (const kind of PERIOD_KINDS.filter((one) => !isLong(one)))
    months.forEach((digest, m) => {
      const found = text.indexOf(`\n${kind},${year}-${String(m + 1).padStart(2, '0')}-`, at);
      if (found < 0) return;
      at = found;
      starts.push({ key: `${kind}/${m}`, at: found + 1, isKept: old[m] === digest });
    });
  const end = text.indexOf('\nmonth,', at) + 1;
  const blocks = starts.map(
    ({ key, at }, k) => [key, text.slice(at, starts[k + 1]?.at ?? (end || text.length))] as const,
  );
  return new Map(blocks.filter((_, k) => starts[k]!.isKept));
}

/** The rows of a table, whole or by months. */
export function rowsOf(table: Table | MonthlyTable): Table['rows'] {
  return 'rows' in table ? table.rows : wholeTable(table).rows;
}

/** The whole of it as a table. */
export function wholeTable({ header, periods, row }: MonthlyTable): Table {
  return { header, rows: Array.from(periods, row) };
}

export function monthRanges(year: number): TimeRange[] {
  const start = (m: number): number => daysFromCivil(year + Math.floor(m / 12), (m % 12) + 1, 1) * DAY_S;
  return Array.from({ length: 12 }, (_, m) => ({ startS: start(m), endS: start(m + 1) }));
}
