import { Cumulative } from '../analyses/cumulative.js';
import { roundTo } from '../analyses/series/rounding.js';
import type { RainSeries } from '../analyses/series/series.js';
import { WINDOWS_S, windowName } from '../analyses/series/windows.js';
import { formatDateTime } from '../domain/time/time.js';
import { csvBytes } from './table.js';

/** Windows of the live table, the longest first. */
const LIVE_WINDOWS_S = [...WINDOWS_S].reverse();
/** The longest of them: so much of the years' ends is needed. */
export const LIVE_REACH_S = Math.max(...WINDOWS_S);
/** Decimals of mm in the CSV file, unless said otherwise. */
export const LIVE_DECIMALS = 1;

/** What is published of the last hours, at one path each. */
export const LIVE_PATHS = {
  rain: 'network/cumulative.csv',
  coverage: 'network/cumulative_coverage.csv',
  json: 'network/cumulative.json',
} as const;

/** The same as products. */
export const LIVE_PRODUCTS = [
  { name: 'cumulative', path: LIVE_PATHS.rain, holds: 'rain of the last 5 min to 72 h, a row a gauge' },
  { name: 'cumulative', path: LIVE_PATHS.coverage, holds: 'how much of each window was observed' },
  { name: 'cumulative', path: LIVE_PATHS.json, holds: 'both in full, and when readings last came' },
] as const;

/** A gauge as the live table has it. */
export interface LiveSite {
  readonly site: string;
  readonly lon: number | undefined;
  readonly lat: number | undefined;
  /** Stamp of its last reading; undefined where there is none, or none that the table reaches to. */
  readonly lastS: number | undefined;
  /** Its rain, from `LIVE_REACH_S` before the table's moment on. */
  readonly series: RainSeries;
}

/** `network/cumulative.json`. */
export interface LiveTable {
  /** The moment that windows end at, `YYYY-MM-DD HH:MM:SS` UTC and Unix seconds. */
  readonly time: string;
  readonly timestamp: number;
  /** Unix seconds of the network's last reading; null where there is none. */
  readonly last_reading: number | null;
  readonly unit: 'mm';
  readonly sites: readonly {
    readonly site: string;
    readonly lon: number | null;
    readonly lat: number | null;
    readonly last_reading: number | null;
    /** mm by window; null where too little of it was observed. */
    readonly rain: Readonly<Record<string, number | null>>;
    /** 0 to 1 by window. */
    readonly coverage: Readonly<Record<string, number>>;
  }[];
}

/** Rain and coverage of the windows that end at `timeS`, a row a gauge, in the order given. */
export function liveTable(sites: readonly LiveSite[], timeS: number): LiveTable {
  const lasts = sites.map(({ lastS }) => lastS).filter((lastS) => lastS !== undefined);
  return {
    time: formatDateTime(timeS),
    timestamp: timeS,
    last_reading: lasts.length > 0 ? Math.max(...lasts) : null,
    unit: 'mm',
    sites: sites.map(({ site, lon, lat, lastS, series }) => {
      const grid = { startS: timeS, stepS: 60, count: 1 };
      const { rainMm, coverage } = new Cumulative(series, { windowsS: LIVE_WINDOWS_S }).at(grid);
      const byWindow = <Value>(of: (w: number) => Value): Record<string, Value> =>
        Object.fromEntries(LIVE_WINDOWS_S.map((windowS, w) => [`P${windowName(windowS)}`, of(w)]));
      return {
        site,
        lon: lon ?? null,
        lat: lat ?? null,
        last_reading: lastS ?? null,
        rain: byWindow((w) => (Number.isNaN(rainMm[w]![0]!) ? null : rainMm[w]![0]!)),
        coverage: byWindow((w) => coverage[w]![0]!),
      };
    }),
  };
}

/** The files of a live table by path, the JSON last: it has both tables at full precision. */
export async function liveFiles(
  table: LiveTable,
  decimals: number,
): Promise<{ readonly path: string; readonly bytes: Uint8Array }[]> {
  const rain = await csvOf(
    table,
    ({ rain }) => rain,
    (mm) => roundTo(mm, decimals),
  );
  // Down, so that 1 says that nothing is missing.
  const coverage = await csvOf(
    table,
    ({ coverage }) => coverage,
    (part) => Math.floor(part * 1e4 + 1e-9) / 1e4,
  );
  return [
    { path: LIVE_PATHS.rain, bytes: rain },
    { path: LIVE_PATHS.coverage, bytes: coverage },
    { path: LIVE_PATHS.json, bytes: Buffer.from(`${JSON.stringify(table, null, 2)}\n`) },
  ];
}

/** `site,lon,lat,P72h,…,P5min`. */
function csvOf(
  { sites }: LiveTable,
  valuesOf: (site: LiveTable['sites'][number]) => Readonly<Record<string, number | null>>,
  round: (value: number) => number,
): Promise<Uint8Array> {
  const names = LIVE_WINDOWS_S.map((windowS) => `P${windowName(windowS)}`);
  const rows = sites.map((site) => {
    const values = valuesOf(site);
    const cells = names.map((name) => values[name] ?? null);
    return [
      site.site,
      site.lon ?? 'na',
      site.lat ?? 'na',
      ...cells.map((value) => (value === null ? 'na' : round(value))),
    ];
  });
  return csvBytes({ header: ['site', 'lon', 'lat', ...names], rows });
}
