import { Cumulative } from '../../analyses/cumulative.js';
import { rainBetween } from '../../analyses/series/series.js';
import { PluvioError } from '../../domain/errors.js';
import { yearPath } from '../../domain/paths.js';
import type { TimeRange } from '../../domain/time/time.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { LIVE_PATHS, type LiveTable } from '../../products/cumulative.js';
import { gaugesIn, yearsOf } from './gauge-series.js';
import { readPublished } from '../publish/published-file.js';
import { readSeriesEnd, type PublishedPlaces } from './series-ends.js';

/** A reading may count up to so much after its period ends: of the time before its stamp. */
const LONGEST_INTERVAL_S = 3600;

/** A gauge whose last rain may be told. */
export interface LastSite {
  readonly gauge: string;
  readonly lon: number | null;
  readonly lat: number | null;
  /** Stamp of its last reading, Unix seconds. */
  readonly lastS: number | null;
}

/** Rain stamped in `(startS, endS]`. */
export interface RainPart {
  readonly startS: number;
  readonly endS: number;
  /** mm; NaN where too little was observed. */
  readonly rainMm: number;
  /** mm of what was received, however little was observed. */
  readonly observedMm: number;
  /** The part of the time that was observed, 0 to 1. */
  readonly coverage: number;
}

export interface LastRain extends LastSite, RainPart {
  /** By steps of the clock, where they are asked for. */
  readonly steps: readonly RainPart[] | undefined;
}

export interface LastOptions {
  readonly stepS: number | undefined;
  readonly minCoverage: number | undefined;
}

/**
 * Every published gauge, and the last whole minute with a reading, from `network/cumulative.json`, or the manifests of the
 * newest years. Throws INPUT where nothing is published.
 */
export async function lastSites({ out, target }: PublishedPlaces): Promise<{ sites: LastSite[]; endS: number }> {
  const json = await readPublished(LIVE_PATHS.json, out, target);
  const sites = json ? liveSites(json) : gaugesIn(out).map((gauge) => siteOf(gauge, { out, target: undefined }));
  const lastS = Math.max(...sites.map((site) => site.lastS ?? -Infinity));
  if (!Number.isFinite(lastS))
    throw new PluvioError('INPUT', `There is no published gauge in ${out.name}${target ? ` or ${target.name}` : ''}`, {
      file: out.name,
    });
  return { sites, endS: Math.floor(lastS / 60) * 60 };
}

function liveSites(json: Uint8Array): LastSite[] {
  let sites: LiveTable['sites'];
  try {
    ({ sites } = JSON.parse(Buffer.from(json).toString('utf8')) as LiveTable);
    return sites.map(({ site, lon, lat, last_reading: lastS }) => ({ gauge: site, lon, lat, lastS }));
  } catch (cause) {
    const why = `Cannot read ${LIVE_PATHS.json}: it is no whole table; pluvio update makes it anew`;
    throw new PluvioError('INPUT', why, { file: LIVE_PATHS.json, cause });
  }
}

function siteOf(gauge: string, { out }: PublishedPlaces): LastSite {
  const path = yearPath(gauge, yearsOf(out, gauge).at(-1)!, 'manifest');
  const bytes = out.read(path);
  return { gauge, lon: null, lat: null, lastS: bytes ? parseManifest(bytes, path).lastS : null };
}

/**
 * The rain of a gauge stamped in `(startS, endS]`, in all and by steps of the clock that lie in it. Only the ends of its
 * years are read, from the year that the period begins in. Memory: the wet readings of the period.
 */
export async function lastRain(
  site: LastSite,
  { startS, endS }: TimeRange,
  { stepS, minCoverage }: LastOptions,
  places: PublishedPlaces,
): Promise<LastRain> {
  const series = await readSeriesEnd(site.gauge, { sinceS: startS, untilS: endS + LONGEST_INTERVAL_S }, places);
  const parts = (lengthS: number, firstEndS: number, count: number): RainPart[] => {
    const table = new Cumulative(series, { windowsS: [lengthS], minCoverage });
    const { rainMm, coverage } = table.at({ startS: firstEndS, stepS: lengthS, count });
    return Array.from({ length: count }, (_, i) => {
      const partEndS = firstEndS + i * lengthS;
      const observedMm = rainBetween(series, partEndS - lengthS, partEndS);
      const part = { startS: partEndS - lengthS, endS: partEndS, observedMm };
      return { ...part, rainMm: rainMm[0]![i]!, coverage: coverage[0]![i]! };
    });
  };
  const [whole] = parts(endS - startS, endS, 1);
  if (stepS === undefined) return { ...site, ...whole!, steps: undefined };
  const firstEndS = Math.ceil(startS / stepS) * stepS + stepS;
  const count = Math.max(0, Math.floor((endS - firstEndS) / stepS) + 1);
  return { ...site, ...whole!, steps: parts(stepS, firstEndS, count) };
}
