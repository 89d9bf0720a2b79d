import { events, type EventOptions } from '../analyses/events.js';
import { maxima } from '../analyses/maxima.js';
import { nextPeriod, PERIOD_KINDS, periodOf, type CalendarPeriod } from '../analyses/series/periods.js';
import {
  EVENTS_HEADER,
  eventRow,
  MAXIMA_HEADER,
  maximumRow,
  TOTALS_HEADER,
  totalRow,
  type Cell,
  type Table,
} from '../analyses/tables.js';
import { Totals } from '../analyses/totals.js';
import { WINDOWS_S } from '../analyses/series/windows.js';
import { yearRange } from '../domain/time.js';
import { wholeTable, type MonthlyTable } from './totals-text.js';
import { monthDigests, type YearRain } from './year-rain.js';

/** How tables of a year are made. */
export interface TableSettings {
  readonly events: EventOptions;
}

/** A table of a gauge's year; names of tables are names of files. */
export interface YearProduct {
  readonly name: YearProductName;
  /** What it holds, for help and documentation. */
  readonly holds: string;
  readonly table: (rain: YearRain, settings: TableSettings) => Table;
}

/** What `--products` knows: tables of years, and that of a gauge's whole record. */
export type ProductName = YearProductName | 'idf';
export type YearProductName = 'totals' | 'events' | 'maxima';

/** The tables of a gauge's year, in the order of help. */
export const YEAR_PRODUCTS: readonly YearProduct[] = [
  {
    name: 'totals',
    holds: 'rain of hours, days, months and years, with coverage and the greatest of 5 to 60 minutes',
    table: (rain) => wholeTable(yearTotals(rain)),
  },
  {
    name: 'events',
    holds: 'rain events: depth, duration, intensities, erosivity, what is missing',
    table: eventsTable,
  },
  { name: 'maxima', holds: 'the greatest rain of the year in windows of 5 minutes to 72 hours', table: maximaTable },
];

/**
 * Periods that start in the year, by kind; of hydrological years the one that ends in it. From the first reading to the last
 * one: the last row of a kind may not be over.
 */
export function* yearPeriods({
  year,
  firstS,
  throughS,
}: Pick<YearRain, 'year' | 'firstS' | 'throughS'>): Generator<CalendarPeriod, void, undefined> {
  if (firstS === undefined || throughS === undefined) return;
  const { startS, endS } = yearRange(year);
  for (const kind of PERIOD_KINDS) {
    const isHydro = kind === 'hydroyear';
    let period = isHydro ? periodOf(kind, startS + 1) : periodOf(kind, Math.max(firstS, startS + 1));
    if (!isHydro && period.startS < startS) period = nextPeriod(period);
    for (; period.startS < Math.min(throughS, endS); period = nextPeriod(period)) {
      if (isHydro && period.endS > endS) break;
      if (period.endS >= firstS) yield period;
    }
  }
}

/** The totals of a gauge's year, by months. */
export function yearTotals(rain: YearRain): MonthlyTable {
  const totals = new Totals(rain.series);
  return {
    header: TOTALS_HEADER,
    year: rain.year,
    months: monthDigests(rain),
    periods: [...yearPeriods(rain)],
    row: (period) => totalRow(totals.of(period)),
  };
}

/** Events that begin in the year. */
function eventsTable({ series, year }: YearRain, settings: TableSettings): Table {
  const rows: Cell[][] = [];
  for (const event of events(series, settings.events, yearRange(year))) rows.push(eventRow(event));
  return { header: EVENTS_HEADER, rows };
}

function maximaTable({ series, year }: YearRain): Table {
  return { header: MAXIMA_HEADER, rows: maxima(series, yearRange(year), WINDOWS_S).map(maximumRow) };
}
