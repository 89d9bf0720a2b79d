import { z } from 'zod';
import type { Store } from '../../domain/storage/store.js';
import { LIVE_PATHS, type LiveTable } from '../../products/cumulative.js';
import { readWhole } from './whole-file.js';

/** Where a gauge stands, WGS84 degrees; undefined where it is not known. */
export interface Place {
  readonly lon: number | undefined;
  readonly lat: number | undefined;
}

const degrees = z.number().nullable();
const stamp = z.number().nullable();

/** `network/cumulative.json`, as publications have it. */
const liveFile: z.ZodType<LiveTable> = z.object({
  time: z.string(),
  timestamp: z.number(),
  last_reading: stamp,
  unit: z.literal('mm'),
  sites: z.array(
    z.object({
      site: z.string(),
      lon: degrees,
      lat: degrees,
      last_reading: stamp,
      rain: z.record(z.string(), z.number().nullable()),
      coverage: z.record(z.string(), z.number()),
    }),
  ),
});

/** The published table of the last hours; undefined where there is none, or none that can be read at this moment. */
export async function readLiveFile(store: Store): Promise<LiveTable | undefined> {
  const file = await readWhole(store, LIVE_PATHS.json);
  if (!file) return undefined;
  try {
    return liveFile.safeParse(JSON.parse(Buffer.from(file.bytes).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Places by gauge: those of the gauges table, else those that the published table tells. */
export function placesOf(live: LiveTable | undefined, given: ReadonlyMap<string, Place>): Map<string, Place> {
  const told = (live?.sites ?? []).map(({ site, lon, lat }): [string, Place] => [
    site,
    { lon: lon ?? undefined, lat: lat ?? undefined },
  ]);
  return new Map([...told, ...given]);
}
