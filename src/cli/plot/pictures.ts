import { DEFAULT_EVENTS, events, type RainEvent } from '../../analyses/events.js';
import type { GaugeRain } from '../../analyses/gauge-rain.js';
import { FEWEST_YEARS, idf } from '../../analyses/idf.js';
import { eventRarity, eventDepths } from '../../analyses/idf/event-rarity.js';
import { rainBetween } from '../../analyses/series/series.js';
import { isEnough, leastCoverage, ObservedTime } from '../../analyses/series/observed.js';
import { WINDOWS_S } from '../../analyses/series/windows.js';
import { readGaugesFile } from '../wiring/network/tables.js';
import { PluvioError } from '../../domain/errors.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { civilFromDays, DAY_S, formatDateTime, parseDateTime, yearOf, type TimeRange } from '../../domain/time/time.js';
import { hyetograph } from '../../pictures/hyetograph.js';
import { idfCurves } from '../../pictures/idf-curves.js';
import { monthCalendar } from '../../pictures/month-calendar.js';
import { rarityWords } from '../../pictures/rarity-words.js';
import { totalsMap, type MapSite } from '../../pictures/totals-map.js';
import { numberText, wordsOf, type Language } from '../../pictures/words.js';
import { sitesOf } from '../../pipeline/publish/tables/known-sites.js';
import { gaugesIn, readGaugeRain, yearsOf } from '../../pipeline/network/gauge-series.js';
import { LIVE_PATHS } from '../../products/cumulative.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import { onlyGauge } from '../filters/rain-steps.js';

/** What a picture is to be of. */
export interface PictureRequest {
  readonly from: string;
  readonly gauge: string | undefined;
  readonly period: TimeRange;
  readonly event: string | undefined;
  readonly month: { readonly year: number; readonly month: number } | undefined;
  readonly stepS: number | undefined;
  readonly windowS: number;
  readonly gauges: string | undefined;
  readonly language: Language;
}

/** Every picture, in the order of help. */
export const PICTURES = {
  rain: { shows: 'bars that hang from the top, the cumulative curve, gaps hatched', draw: drawRain },
  idf: { shows: 'curves of return periods, annual maxima, the last event', draw: drawIdf },
  month: { shows: 'a calendar of daily totals with coverage', draw: drawMonth },
  map: { shows: 'totals of a window at each gauge', draw: drawMap },
} as const;
export type PictureKind = keyof typeof PICTURES;

interface Rain extends GaugeRain {
  readonly gauge: string;
}

/** A gauge's published rain, of the years that a period touches with those around it. */
function rainOf({ from, gauge }: PictureRequest, around: TimeRange): Rain & { firstS: number; lastS: number } {
  const out = openOutputFolder(from, { durable: false });
  const name = gauge ?? onlyGauge(gaugesIn(out), from);
  const all = yearsOf(out, name);
  if (all.length === 0)
    throw nothing(`There is no ${name} in ${from}; it holds ${gaugesIn(out).join(', ') || 'no published gauge'}`, from);
  const wanted = all.filter((year) => {
    const first = Number.isFinite(around.startS) ? yearOf(around.startS) - 1 : -Infinity;
    return year >= first && (!Number.isFinite(around.endS) || year <= yearOf(around.endS) + 1);
  });
  const rain = readGaugeRain(out, name, wanted);
  const { firstS, lastS } = rain;
  if (firstS === undefined || lastS === undefined)
    throw nothing(`${name} has no reading around what is asked for; its years are ${all.join(', ')}`, from);
  return { ...rain, gauge: name, firstS, lastS };
}

function nothing(message: string, file: string): PluvioError {
  return new PluvioError('INPUT', message, { file });
}

function drawRain(request: PictureRequest): string {
  const { event, language, stepS } = request;
  const at = event === undefined || event === 'last' ? undefined : parseDateTime(event);
  if (event !== undefined && event !== 'last' && at === undefined)
    throw new PluvioError('USAGE', `--event: "${event}" is not a date, nor last; expected YYYY-MM-DD HH:MM:SS`);
  const around = at === undefined ? request.period : { startS: at - 31 * DAY_S, endS: at + 31 * DAY_S };
  const rain = rainOf(request, around);
  const period =
    event === undefined ? periodWithin(request.period, rain) : aroundEvent(eventAt(rain, at, request.from));
  return hyetograph(rain.series, { gauge: rain.gauge, period, language, stepS });
}

/** Without a beginning: the last day; open ends are those of the record. */
function periodWithin({ startS, endS }: TimeRange, { firstS, lastS }: { firstS: number; lastS: number }): TimeRange {
  const until = Number.isFinite(endS) ? endS : lastS;
  const from = Number.isFinite(startS)
    ? startS
    : Number.isFinite(endS)
      ? Math.min(firstS, until - DAY_S)
      : until - DAY_S;
  return { startS: from, endS: Math.max(until, from + 60) };
}

function eventAt({ series, gauge }: Rain, at: number | undefined, from: string): RainEvent {
  let found: RainEvent | undefined;
  for (const event of events(series, DEFAULT_EVENTS)) {
    found = event;
    if (at !== undefined && event.endS >= at) return event;
  }
  if (!found || at !== undefined)
    throw nothing(
      `${gauge} has no event${at === undefined ? '' : ` at or after ${formatDateTime(at)}`}; pluvio events lists them`,
      from,
    );
  return found;
}

/** A tenth of its duration before and after it, on whole minutes. */
function aroundEvent({ startS, endS }: RainEvent): TimeRange {
  const margin = Math.max(600, (endS - startS) * 0.1);
  return { startS: Math.floor((startS - margin) / 60) * 60, endS: Math.ceil((endS + margin) / 60) * 60 };
}

function drawIdf(request: PictureRequest): string {
  const { period, language } = request;
  const rain = rainOf(request, period);
  const { gauge, series } = rain;
  const within = { firstS: Math.max(rain.firstS, period.startS + 1), lastS: Math.min(rain.lastS, period.endS) };
  const found = idf(series, within, { windowsS: WINDOWS_S, leastCoverage: 0.9, samples: 1, seed: 1 });
  const words = wordsOf(language);
  let last: RainEvent | undefined;
  for (const event of events(series, DEFAULT_EVENTS)) if (event.startS < within.lastS) last = event;
  const halfHour = { maxima: found.maxima.filter(({ windowS }) => windowS === 1800) };
  const options = { samples: 200, seed: 1, fewestYears: FEWEST_YEARS };
  const rarity = last && eventRarity(series, last, halfHour, options)[0];
  const said = rarity && words.at(numberText(rarity.depthMm, 1, words), '30 min', rarityWords(rarity, language));
  const event = last && {
    date: formatDateTime(last.startS).slice(0, 10),
    depths: eventDepths(series, last, WINDOWS_S),
    said,
  };
  return idfCurves({ gauge, idf: found, event, language });
}

function drawMonth(request: PictureRequest): string {
  const { month, language } = request;
  const around = month
    ? { startS: Date.UTC(month.year, month.month - 1, 1) / 1000, endS: Date.UTC(month.year, month.month, 1) / 1000 }
    : { startS: -Infinity, endS: Infinity };
  const rain = rainOf(request, around);
  const shown = month ?? civilFromDays(Math.floor((rain.lastS - 1) / DAY_S));
  return monthCalendar(rain.series, { gauge: rain.gauge, year: shown.year, month: shown.month, language });
}

function drawMap(request: PictureRequest): string {
  const { from, language, period, windowS } = request;
  const out = openOutputFolder(from, { durable: false });
  const there = gaugesIn(out);
  const sites = coordinates(request, out).filter(({ gauge }) => there.includes(gauge));
  if (sites.length === 0)
    throw nothing(`No gauge of ${from} has coordinates; give the gauges table with --gauges, with lon and lat`, from);
  const end = Number.isFinite(period.endS) ? period.endS : lastOf(out);
  const start = Number.isFinite(period.startS) ? period.startS : end - windowS;
  const points: MapSite[] = sites.map((site) => {
    const years = yearsOf(out, site.gauge).filter((year) => year >= yearOf(start) && year <= yearOf(end));
    const { series } = readGaugeRain(out, site.gauge, years);
    const coverage = new ObservedTime(series.runs).coverage(start, end);
    const isKnown = isEnough(coverage, leastCoverage(end - start, undefined));
    return { ...site, rainMm: isKnown ? rainBetween(series, start, end) : NaN };
  });
  return totalsMap(points, { period: { startS: start, endS: end }, language });
}

interface Place {
  readonly gauge: string;
  readonly lon: number;
  readonly lat: number;
}

function coordinates({ gauges }: PictureRequest, out: OutputFolder): Place[] {
  const known =
    gauges === undefined
      ? sitesOf(out.read(LIVE_PATHS.json))
      : readGaugesFile(gauges).map(({ name, lon, lat }) => ({ site: name, lon, lat }));
  return known.flatMap(({ site, lon, lat }) =>
    lon === undefined || lat === undefined ? [] : [{ gauge: site, lon, lat }],
  );
}

/** The moment of the network's last minute, as the live table has it. */
function lastOf(out: OutputFolder): number {
  try {
    const { timestamp } = JSON.parse(Buffer.from(out.read(LIVE_PATHS.json) ?? []).toString('utf8')) as {
      timestamp: unknown;
    };
    if (typeof timestamp === 'number') return timestamp;
  } catch {
    // Told below.
  }
  throw new PluvioError(
    'USAGE',
    `--until: ${LIVE_PATHS.json} is not in ${out.name}, so that the last minute is not known; say when the window ends`,
  );
}
