import type { EventOptions } from '../analyses/events.js';
import { coverageCell, rounded, timeText, type Cell, type Table } from '../analyses/tables.js';
import { networkEvents } from '../analyses/network-events.js';
import { ObservedTime } from '../analyses/series/observed.js';
import { Thiessen, type Site } from '../analyses/thiessen.js';
import { roundRain } from '../analyses/series/series.js';
import { SHORT_WINDOWS_S, windowMinutes, WINDOWS_S } from '../analyses/series/windows.js';
import { Totals } from '../analyses/totals.js';
import { formatDateTime, yearRange } from '../domain/time.js';
import type { MonthlyTable } from './totals-text.js';
import { yearPeriods, type YearProductName, type TableSettings } from './year-products.js';
import { monthDigests, textDigest, type YearRain } from './year-rain.js';

/** A gauge as the tables of its network have it. */
export interface NetworkSite {
  readonly gauge: string;
  readonly site: Site | undefined;
  readonly rain: YearRain;
  /** Its own table of that name. */
  readonly table: (name: YearProductName) => Table;
}

/** The table of a network of the same name as its gauges' tables. */
export function networkTable(
  name: Exclude<YearProductName, 'totals'>,
  sites: readonly NetworkSite[],
  settings: TableSettings,
): Table {
  return name === 'maxima' ? networkMaxima(sites) : networkEventTable(sites, settings.events);
}

/** Weights of gauges, of which some are there. */
interface Weigher {
  readonly all: readonly number[];
  readonly of: (isThere: (gauge: number) => boolean) => readonly number[];
}

/** Thiessen weights; where no gauge has coordinates, each weighs the same. */
export function weigher(sites: readonly Pick<NetworkSite, 'site'>[]): Weigher {
  const thiessen = new Thiessen(sites.map(({ site }) => site));
  const equal: Weigher['of'] = (isThere) => {
    const there = sites.map((_, g) => isThere(g));
    const count = there.filter(Boolean).length;
    return there.map((is) => (is ? 1 / count : 0));
  };
  const of = sites.some(({ site }) => site) ? thiessen.weights.bind(thiessen) : equal;
  return { all: of(() => true), of };
}

interface Areal {
  /** mm over the area; NaN where no gauge with a weight observed. */
  readonly meanMm: number;
  /** The part of the area whose gauges observed, 0 to 1. */
  readonly coverage: number;
  readonly maxMm: number;
  readonly maxGauge: number;
  readonly gauges: number;
}

/** Rain over the network's area from that of its gauges; NaN is not observed. */
export function areal(depthsMm: Float64Array, { all, of }: Weigher): Areal {
  const now = depthsMm.some(Number.isNaN) ? of((g) => !Number.isNaN(depthsMm[g]!)) : all;
  let [sum, weight, coverage, gauges, maxGauge] = [0, 0, 0, 0, -1];
  for (let g = 0; g < depthsMm.length; g++) {
    const mm = depthsMm[g]!;
    if (Number.isNaN(mm)) continue;
    gauges++;
    sum += now[g]! * mm;
    weight += now[g]!;
    coverage += all[g]!;
    if (maxGauge < 0 || mm > depthsMm[maxGauge]!) maxGauge = g;
  }
  const meanMm = weight > 0 ? roundRain(sum) : NaN;
  return { meanMm, coverage, gauges, maxGauge, maxMm: maxGauge < 0 ? NaN : depthsMm[maxGauge]! };
}

const AREAL_HEADER = ['Mean', 'Coverage', 'Max', 'Max_gauge', 'Gauges'];

function arealCells({ meanMm, coverage, maxMm, maxGauge, gauges }: Areal, sites: readonly NetworkSite[]): Cell[] {
  return [meanMm, coverageCell(coverage), maxMm, sites[maxGauge]?.gauge ?? 'na', gauges];
}

/** Totals of the network, of every period that any gauge has, by months. */
export function networkTotals(year: number, sites: readonly NetworkSite[]): MonthlyTable {
  const rains = sites.map(({ rain }) => rain);
  const firsts = rains.map(({ firstS }) => firstS).filter((firstS) => firstS !== undefined);
  const ends = rains.map(({ throughS }) => throughS).filter((throughS) => throughS !== undefined);
  const totals = rains.map(({ series }) => new Totals(series));
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
      for (let g = 0; g < totals.length; g++) depthsMm[g] = totals[g]!.rainOf(period);
      const { kind, startS, endS } = period;
      return [kind, timeText(startS), timeText(endS), ...arealCells(areal(depthsMm, weights), sites)];
    },
  };
}

/**
 * The greatest of the gauges' maxima, and how much of the year they observed of it on average; windows that no gauge observed
 * have none.
 */
function networkMaxima(sites: readonly NetworkSite[]): Table {
  const tables = sites.map(({ table }) => table('maxima').rows);
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
      coverageCell(meanCoverage(sites, WINDOWS_S[w]!)),
    ];
  });
  return { header: ['Window', 'Rain', 'Intensity', 'End', 'Gauge', 'Gauges', 'Coverage'], rows };
}

/** The part of a year that gauges observed by readings fine enough for a window, on average; at least one gauge. */
function meanCoverage(sites: readonly NetworkSite[], windowS: number): number {
  const { startS, endS } = yearRange(sites[0]!.rain.year);
  const parts = sites.map(({ rain }) => new ObservedTime(rain.series.runs, windowS).coverage(startS, endS));
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

function networkEventTable(sites: readonly NetworkSite[], options: EventOptions): Table {
  const year = sites[0] && yearRange(sites[0].rain.year);
  const weights = weigher(sites);
  const rows: Cell[][] = [];
  for (const event of networkEvents(
    sites.map(({ rain }) => rain.series),
    options,
  )) {
    if (!year || event.startS < year.startS || event.startS >= year.endS) continue;
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
