import type { Store } from '../../domain/store.js';
import { LIVE_PATHS } from '../../products/cumulative.js';
import { readWhole } from './whole-file.js';

/** Where a gauge stands, WGS84 degrees; undefined where it is not known. */
export interface Place {
  readonly lon: number | undefined;
  readonly lat: number | undefined;
}

/** Places by gauge: those of the gauges table, else those that the published table of the last hours tells. */
export async function placesOf(store: Store, given: ReadonlyMap<string, Place>): Promise<Map<string, Place>> {
  const file = await readWhole(store, LIVE_PATHS.json);
  return new Map([...(file ? sitesOf(file.bytes) : []), ...given]);
}

function sitesOf(bytes: Uint8Array): [string, Place][] {
  try {
    const { sites } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { sites: unknown[] };
    return sites.flatMap((one): [string, Place][] => {
      const { site, lon, lat } = one as { site: unknown; lon: unknown; lat: unknown };
      const degrees = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
      return typeof site === 'string' ? [[site, { lon: degrees(lon), lat: degrees(lat) }]] : [];
    });
  } catch {
    // A table that is being replaced, or none: places are looked for again.
    return [];
  }
}
