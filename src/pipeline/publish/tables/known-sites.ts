import { LIVE_PATHS } from '../../../products/cumulative.js';
import type { GaugesWanted, OutputPlaces } from '../../context.js';
import { readPublished } from '../published-file.js';

/** A gauge of the network, degrees where they are known. */
export interface KnownSite {
  readonly site: string;
  readonly lon: number | undefined;
  readonly lat: number | undefined;
}

/**
 * Every gauge of the network: those of the run in the order of the configuration, then others that the table of the last hours
 * had, so that what is published of them stays.
 */
export async function knownSites({ out, target, gauges }: OutputPlaces & GaugesWanted): Promise<KnownSite[]> {
  const before = await readPublished(LIVE_PATHS.json, out, target);
  const configured = gauges.map(({ name, lon, lat }) => ({ site: name, lon, lat }));
  const others = sitesOf(before).filter(({ site }) => !configured.some((gauge) => gauge.site === site));
  return [...configured, ...others];
}

/** Gauges of a live table that was published; none where it cannot be read: it is made anew anyway. */
export function sitesOf(json: Uint8Array | undefined): KnownSite[] {
  try {
    const { sites } = JSON.parse(Buffer.from(json ?? []).toString('utf8')) as { sites: unknown[] };
    return sites.flatMap((one) => {
      const { site, lon, lat } = one as { site: unknown; lon: unknown; lat: unknown };
      if (typeof site !== 'string') return [];
      const degrees = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
      return [{ site, lon: degrees(lon), lat: degrees(lat) }];
    });
  } catch {
    return [];
  }
}
