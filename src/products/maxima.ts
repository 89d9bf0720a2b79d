import { maxima as maximaOf } from '../analyses/maxima.js';
import { ObservedTime } from '../analyses/series/observed.js';
import { WINDOWS_S } from '../analyses/series/windows.js';
import { coverageCell, MAXIMA_HEADER, maximumRow, type Table } from '../analyses/tables.js';
import { yearRange } from '../domain/time/time.js';
import type { NetworkSite, YearProduct } from './product.js';
import { rowsOf } from './totals-text.js';
import type { YearRain } from './year-rain.js';

export const maxima = {
  name: 'maxima' as const,
  holds: 'the greatest rain of the year in windows of 5 minutes to 72 hours',
  table: maximaTable,
  network: networkMaxima,
  // prettier-ignore
  looks: [{ kind: 'maxima', holds: 'the greatest rain of windows', header: MAXIMA_HEADER.slice(0, 2).join(), counts: ['Window'] }],
} satisfies YearProduct;

function maximaTable({ series, year }: YearRain): Table {
  return { header: MAXIMA_HEADER, rows: maximaOf(series, yearRange(year), WINDOWS_S).map(maximumRow) };
}

/**
 * The greatest of the gauges' maxima, and how much of the year they observed of it on average; windows that no gauge observed
 * have none.
 */
function networkMaxima(year: number, sites: readonly NetworkSite[]): Table {
  const tables = sites.map(({ table }) => rowsOf(table()));
  const rows = (tables[0] ?? []).map(([window], w) => {
    const depths = tables.map((rows) => rows[w]![1] as number);
    const known = depths.map((mm) => (Number.isNaN(mm) ? -1 : mm));
    const most = known.indexOf(Math.max(...known));
    const isKnown = known[most]! >= 0;
    const [, rain, intensity, end] = isKnown ? tables[most]![w]! : ['', NaN, NaN, NaN];
    return [
      window!,
      rain!,
      intensity!,
      end!,
      isKnown ? sites[most]!.gauge : 'na',
      known.filter((mm) => mm >= 0).length,
      coverageCell(meanCoverage(year, sites, WINDOWS_S[w]!)),
    ];
  });
  return { header: ['Window', 'Rain', 'Intensity', 'End', 'Gauge', 'Gauges', 'Coverage'], rows };
}

/** The part of a year that gauges observed by readings fine enough for a window, on average; at least one gauge. */
function meanCoverage(year: number, sites: readonly NetworkSite[], windowS: number): number {
  const { startS, endS } = yearRange(year);
  const parts = sites.map(({ rain }) => new ObservedTime(rain.series.runs, windowS).coverage(startS, endS));
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}
