import { z } from 'zod';
import { Cumulative } from '../../analyses/cumulative.js';
import { WINDOWS_S, windowName } from '../../analyses/series/windows.js';
import { formatDateTime } from '../../domain/time/time.js';
import { LIVE_REACH_S, liveTable, type LiveTable } from '../../products/cumulative.js';
import type { ServeContext } from '../context.js';
import { RequestProblem } from '../http/problem.js';
import type { PublishedGauge } from '../read/catalogue.js';
import { endpoint, networkKey, type Answer } from './shared/endpoint.js';
import { geoJson } from './shared/geojson.js';
import { duration, gaugeName, gaugeOf, list, minCoverage, moment, spanOf, spanQuery } from './shared/query.js';
import { numberColumn, stampColumn } from './shared/json-columns.js';
import { orNull, shortened } from './shared/numbers.js';

const MOST_VALUES = 1_500_000;

/** `/cumulative`: rain of windows of 5 minutes to 72 hours, of every gauge at one moment, or of one gauge at every step. */
export const cumulative = endpoint({
  path: '/cumulative',
  summary: 'Rain of the last 5 minutes to 72 hours: all gauges at one moment, or one gauge at every step',
  forms: ['json', 'csv', 'geojson'],
  query: z.strictObject({
    at: moment.optional().describe('the moment that windows end at; default: the network’s last reading'),
    gauge: gaugeName.optional().describe('one gauge, at every step of a period'),
    ...spanQuery,
    every: duration.optional().describe('with "gauge": a row every so often; default: 5m'),
    windows: list(duration).optional().describe('windows, as 5m,1h,24h; default: all 14'),
    min_coverage: minCoverage,
  }),
  key: networkKey,
  answer: (query, context) => {
    if (query.gauge !== undefined) return bySteps({ ...query, gauge: query.gauge }, context);
    const { at, ...others } = query;
    const [first] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
    if (first !== undefined) throw new RequestProblem(400, `"${first}" goes with a gauge; name one, or say "at" alone`);
    return atMoment(at, context);
  },
});

/** The table of all gauges at a moment, from their series. */
async function tableAt(atS: number, { catalogue, rain }: ServeContext): Promise<LiveTable> {
  const sites = [];
  for (const gauge of catalogue.current.gauges.values()) {
    const { name, place, lastS } = gauge;
    const { series } = await rain.rain(gauge, { fromS: atS - LIVE_REACH_S, toS: atS });
    sites.push({ site: name, ...place, lastS, series });
  }
  return liveTable(sites, atS);
}

/** The whole minute of the network's last reading, as publications take it. */
function minuteOf(timeS: number): number {
  return Math.floor(timeS / 60) * 60;
}

/** The gauges that are published, with the places that are known here. */
function only(live: LiveTable, gauges: ReadonlyMap<string, PublishedGauge>): LiveTable {
  const sites = live.sites.flatMap((site) => {
    const gauge = gauges.get(site.site);
    return gauge ? [{ ...site, lon: gauge.place.lon ?? null, lat: gauge.place.lat ?? null }] : [];
  });
  return { ...live, sites };
}

async function atMoment(at: number | undefined, context: ServeContext): Promise<Answer> {
  const { live, lastS, gauges } = context.catalogue.current;
  // What was published already need not be computed: it would be from all series.
  const isPublished = live !== undefined && (at === undefined || at === live.timestamp);
  const table = isPublished ? only(live, gauges) : await tableAt(at ?? minuteOf(lastS ?? 0), context);
  const names = Object.keys(table.sites[0]?.rain ?? {});
  return {
    json: () => table,
    csv: () => ({
      header: ['site', 'lon', 'lat', ...names, ...names.map((name) => name.replace(/^P/, 'C'))],
      rows: table.sites.map(({ site, lon, lat, rain, coverage }) => [
        ...[site, lon, lat],
        ...names.map((name) => rain[name] ?? null),
        ...names.map((name) => shortened(coverage[name] ?? 0)),
      ]),
    }),
    geojson: () => geoJson(table.sites.map(({ lon, lat, ...properties }) => ({ lon, lat, properties }))),
  };
}

async function bySteps(
  query: Parameters<typeof spanOf>[0] & {
    readonly gauge: string;
    readonly every?: number | undefined;
    readonly windows?: number[] | undefined;
    readonly min_coverage?: number | undefined;
  },
  context: ServeContext,
): Promise<Answer> {
  const gauge = gaugeOf(context, query.gauge);
  const { fromS, toS } = spanOf(query, gauge);
  const windowsS = query.windows ?? [...WINDOWS_S];
  const stepS = query.every ?? 300;
  const startS = (Math.floor(fromS / stepS) + 1) * stepS;
  const count = Math.max(0, Math.floor((toS - startS) / stepS) + 1);
  if (count * windowsS.length > MOST_VALUES)
    throw new RequestProblem(
      413,
      `These are ${count * windowsS.length} values, and ${MOST_VALUES} is the most; ask for a shorter period, a longer step or fewer windows`,
    );
  const reach = { fromS: fromS - Math.max(...windowsS), toS };
  const { series } = await context.rain.rain(gauge, reach);
  const table = new Cumulative(series, { windowsS, minCoverage: query.min_coverage }).at({ startS, stepS, count });
  const names = windowsS.map(windowName);
  const columns = (of: readonly Float64Array[], shape: (value: number) => number | null) =>
    Object.fromEntries(names.map((name, w) => [`P${name}`, numberColumn(of[w]!, shape)]));
  return {
    json: () => ({
      gauge: gauge.name,
      unit: 'mm',
      step_s: stepS,
      time: stampColumn(startS, stepS, count),
      rain: columns(table.rainMm, orNull),
      coverage: columns(table.coverage, shortened),
    }),
    csv: () => ({
      header: ['Datetime_TU', 'Timestamp', ...names.map((name) => `P${name}`), ...names.map((name) => `C${name}`)],
      rows: Array.from({ length: count }, (_, i) => [
        formatDateTime(startS + i * stepS),
        startS + i * stepS,
        ...table.rainMm.map((column) => column[i]!),
        ...table.coverage.map((column) => shortened(column[i]!)),
      ]),
    }),
  };
}
