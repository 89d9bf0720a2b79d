import { joinYears } from '../../analyses/gauge-rain.js';
import { PluvioError } from '../../domain/errors.js';
import type { PublishedNote } from '../../domain/run/journal.js';
import { yearPath } from '../../domain/paths.js';
import { DAY_S } from '../../domain/time/time.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { LIVE_DECIMALS, LIVE_REACH_S, liveFiles, liveTable, type LiveSite } from '../../products/cumulative.js';
import { fingerprintOf } from '../publish/commit.js';
import type { GaugesWanted, LiveWanted, OutputPlaces, Publishing } from '../context.js';
import { knownSites } from '../publish/tables/known-sites.js';
import { readPublished } from '../publish/published-file.js';
import { readSeriesEnd } from './series-ends.js';

const MINUTE_S = 60;

/**
 * Publishes the rain of the last 5 minutes to 72 hours of every gauge, at the network's last whole minute (or the moment that
 * the run is given), from the ends of the published years: a function of what is published, so that a run from scratch makes the
 * same bytes. Gauges of the run come in the order of the configuration; others that the table had keep their rows after theirs.
 * Gives what the files are now, to be noted.
 */
export async function publishCumulative(
  years: readonly number[],
  context: Publishing & GaugesWanted & LiveWanted,
): Promise<Record<string, PublishedNote>> {
  const { out, target, journal, publication, checkpoint } = context;
  const sites = await heardSites(years, context);
  const lasts = sites.map(({ lastS }) => lastS ?? -Infinity);
  const timeS = context.atS ?? Math.floor(Math.max(...lasts) / MINUTE_S) * MINUTE_S;
  if (!Number.isFinite(timeS)) return {};
  const sinceS = timeS - LIVE_REACH_S;
  const withRain: LiveSite[] = [];
  for (const site of sites) {
    const read = readSeriesEnd(site.site, { sinceS, untilS: timeS + DAY_S }, context);
    withRain.push({ ...site, series: (await unlessDamaged(read)) ?? joinYears([]).series });
  }
  const files = await liveFiles(liveTable(withRain, timeS), context.decimals ?? LIVE_DECIMALS);
  for (const { path, bytes } of files) {
    const before = out.read(path);
    if (before && Buffer.compare(before, bytes) === 0) continue;
    const staged = out.stage(path);
    staged.write(bytes);
    staged.finish();
    out.commit(path);
    checkpoint('local-cumulative');
  }
  const notes = files.map(({ path, bytes }) => [path, { ...fingerprintOf(bytes), modifiedS: undefined }] as const);
  const made = Object.fromEntries(notes);
  if (!target || publication?.later) return made;
  if (notes.every(([path, { sha256 }]) => journal.published(target, path)?.sha256 === sha256)) return made;
  await target.writeMany(files);
  checkpoint('target-cumulative');
  journal.notePublished(target, made);
  return made;
}

type Site = Omit<LiveSite, 'series'>;

/** Every gauge of the table, with its last reading in the years that the table can reach. */
async function heardSites(years: readonly number[], context: OutputPlaces & GaugesWanted): Promise<Site[]> {
  const here = context.out.names('network').filter((name) => /^\d{4}$/.test(name));
  const newest = Math.max(...years, ...here.map(Number));
  const sites: Site[] = [];
  for (const site of await knownSites(context))
    sites.push({ ...site, lastS: await unlessDamaged(lastReading(site.site, newest, context)) });
  return sites;
}

async function lastReading(gauge: string, newest: number, { out, target }: OutputPlaces): Promise<number | undefined> {
  for (const year of [newest, newest - 1]) {
    const path = yearPath(gauge, year, 'manifest');
    const bytes = await readPublished(path, out, target);
    const lastS = bytes && parseManifest(bytes, path).lastS;
    if (typeof lastS === 'number') return lastS;
  }
  return undefined;
}

/** What is read; undefined where it is damaged: its year says so, waits, and the other gauges go on. */
async function unlessDamaged<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof PluvioError && error.code === 'DAMAGED') return undefined;
    throw error;
  }
}
