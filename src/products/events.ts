import { events as eventsOf } from '../analyses/events.js';
import { networkEvents } from '../analyses/network-events.js';
import { EVENTS_HEADER, eventRow, rounded, type Cell, type Table } from '../analyses/tables.js';
import { SHORT_WINDOWS_S, windowMinutes } from '../analyses/series/windows.js';
import { formatDateTime, yearRange } from '../domain/time/time.js';
import { areal, AREAL_HEADER, arealCells, weigher } from './network-area.js';
import type { NetworkSite, TableSettings, YearProduct } from './product.js';
import type { YearRain } from './year-rain.js';

export const events = {
  name: 'events' as const,
  holds: 'rain events: depth, duration, intensities, erosivity, what is missing',
  table: eventsTable,
  network: networkEventTable,
  // prettier-ignore
  looks: [
    { kind: 'events', holds: 'rain events', header: EVENTS_HEADER.join(), span: ['Start', 'End'], sums: ['Depth'], counts: ['Cut'] },
    { kind: 'network events', holds: 'rain events over the network', header: 'Start,End,Duration_min,Mean', span: ['Start', 'End'] },
  ],
} satisfies YearProduct;

/** Events that begin in the year. */
function eventsTable({ series, year }: YearRain, settings: TableSettings): Table {
  const rows: Cell[][] = [];
  for (const event of eventsOf(series, settings.events, yearRange(year))) rows.push(eventRow(event));
  return { header: EVENTS_HEADER, rows };
}

function networkEventTable(of: number, sites: readonly NetworkSite[], settings: TableSettings): Table {
  const year = yearRange(of);
  const weights = weigher(sites);
  const rows: Cell[][] = [];
  for (const event of networkEvents(
    sites.map(({ rain }) => rain.series),
    settings.events,
  )) {
    if (event.startS < year.startS || event.startS >= year.endS) continue;
    const peaks = event.peaks.map(({ intensity }) => (Number.isNaN(intensity) ? NaN : rounded(intensity, 3)));
    rows.push([
      formatDateTime(event.startS),
      formatDateTime(event.endS),
      rounded((event.endS - event.startS) / 60, 2),
      ...arealCells(areal(event.depthsMm, weights), sites),
      ...peaks,
    ]);
  }
  const intensities = SHORT_WINDOWS_S.map((windowS) => `I${windowMinutes(windowS)}`);
  return { header: ['Start', 'End', 'Duration_min', ...AREAL_HEADER, ...intensities], rows };
}
