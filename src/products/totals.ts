import { TOTALS_HEADER, timeText, totalRow } from '../analyses/tables.js';
import { Totals } from '../analyses/totals.js';
import { areal, AREAL_HEADER, arealCells, weigher } from './network-area.js';
import type { NetworkSite, YearProduct } from './product.js';
import type { MonthlyTable } from './totals-text.js';
import { yearPeriods } from './year-periods.js';
import { monthDigests, textDigest, type YearRain } from './year-rain.js';

export const totals = {
  name: 'totals' as const,
  holds: 'rain of hours, days, months and years, with coverage and the greatest of 5 to 60 minutes',
  table: yearTotals,
  network: networkTotals,
  // prettier-ignore
  looks: [
    { kind: 'totals', holds: 'rain of periods, with coverage', header: TOTALS_HEADER.join(), span: ['Start', 'End'], counts: ['Period'] },
    { kind: 'network totals', holds: 'rain of periods over the network', header: 'Period,Start,End,Mean', span: ['Start', 'End'], counts: ['Period'] },
  ],
} satisfies YearProduct;

/** The totals of a gauge's year, by months. */
export function yearTotals(rain: YearRain): MonthlyTable {
  const sums = new Totals(rain.series);
  return {
    header: TOTALS_HEADER,
    year: rain.year,
    months: monthDigests(rain),
    periods: [...yearPeriods(rain)],
    row: (period) => totalRow(sums.of(period)),
  };
}

/** Totals of the network, of every period that any gauge has, by months. */
function networkTotals(year: number, sites: readonly NetworkSite[]): MonthlyTable {
  const rains = sites.map(({ rain }) => rain);
  const firsts = rains.map(({ firstS }) => firstS).filter((firstS) => firstS !== undefined);
  const ends = rains.map(({ throughS }) => throughS).filter((throughS) => throughS !== undefined);
  const sums = rains.map(({ series }) => new Totals(series));
  const weights = weigher(sites);
  const depthsMm = new Float64Array(sites.length);
  const digests = rains.map(monthDigests);
  const names = JSON.stringify(sites.map(({ gauge, site }) => [gauge, site ?? null]));
  const known = { year, firstS: Math.min(...firsts), throughS: Math.max(...ends) };
  return {
    header: ['Period', 'Start', 'End', ...AREAL_HEADER],
    year,
    months: Array.from({ length: 12 }, (_, m) => textDigest([names, ...digests.map((months) => months[m]!)].join())),
    periods: firsts.length > 0 ? [...yearPeriods(known)] : [],
    row: (period) => {
      for (let g = 0; g < sums.length; g++) depthsMm[g] = sums[g]!.rainOf(period);
      const { kind, startS, endS } = period;
      return [kind, timeText(startS), timeText(endS), ...arealCells(areal(depthsMm, weights), sites)];
    },
  };
}
