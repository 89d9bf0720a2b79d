import type { CoverageRun } from '../../analyses/coverage.js';
import { yearPath } from '../../domain/paths.js';
import type { Store } from '../../domain/storage/store.js';
import { DAY_S, yearOf, type TimeRange } from '../../domain/time/time.js';
import { parseCoverageRow } from '../../formats/csv/coverage.js';
import { readSeries } from '../../formats/csv/read-series.js';
import { SERIES_HEADER } from '../../formats/csv/series-csv.js';
import { batteryOf, type Battery } from './battery.js';
import { rowsSince } from './rows-since.js';

const BATTERY_S = 7 * DAY_S;

/** A gauge's runs of readings that reach into a range, from the ends of the coverage tables. */
export async function runsIn(store: Store, gauge: string, range: TimeRange): Promise<CoverageRun[]> {
  const runs: CoverageRun[] = [];
  for (const year of yearsOf(range)) {
    const path = yearPath(gauge, year, 'coverage');
    const parse = (row: string): CoverageRun => parseCoverageRow(row, `${store.name}/${path}`);
    const rows = await rowsSince(store, path, (row) => parse(row).firstS <= range.startS);
    for (const row of linesOf(rows)) runs.push(parse(row));
  }
  return runs;
}

/** The battery over the seven days that end with the gauge's last reading, from the ends of its series. */
export async function batteryUntil(store: Store, gauge: string, lastS: number): Promise<Battery | undefined> {
  const sinceS = lastS - BATTERY_S;
  const ends: { path: string; rows: Uint8Array }[] = [];
  for (const year of yearsOf({ startS: sinceS, endS: lastS + 1 })) {
    const path = yearPath(gauge, year, 'concatenated');
    const rows = await rowsSince(store, path, (row) => Number(row.split(',')[1]) <= sinceS);
    if (rows) ends.push({ path, rows });
  }
  const header = Buffer.from(SERIES_HEADER);
  const parts = function* (): ReturnType<typeof readSeries> {
    for (const { path, rows } of ends) yield* readSeries([header, rows], `${store.name}/${path}`);
  };
  return batteryOf(parts(), sinceS);
}

function yearsOf({ startS, endS }: TimeRange): number[] {
  const first = yearOf(startS);
  return Array.from({ length: yearOf(endS - 1) - first + 1 }, (_, i) => first + i);
}

function linesOf(rows: Uint8Array | undefined): string[] {
  return rows ? Buffer.from(rows).toString('utf8').split('\n').slice(0, -1) : [];
}
