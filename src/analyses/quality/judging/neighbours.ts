import type { GaugeRecord, Neighbour } from './quality-test.js';

const EARTH_M = 6_371_000;

type Placed = Pick<GaugeRecord, 'lon' | 'lat'>;

/** The other gauges that have a place, the nearest first. */
export function neighboursOf(record: GaugeRecord, all: readonly GaugeRecord[]): Neighbour[] {
  return all
    .filter((one) => one !== record)
    .map((one) => ({ ...one, distanceM: distanceM(record, one) }))
    .filter((one) => !Number.isNaN(one.distanceM))
    .sort((a, b) => a.distanceM - b.distanceM);
}

/** Great-circle distance (haversine), m; NaN where one has no place. */
export function distanceM(a: Placed, b: Placed): number {
  const radians = (degrees = NaN): number => (degrees * Math.PI) / 180;
  const [latA, latB] = [radians(a.lat), radians(b.lat)];
  const h =
    Math.sin((latB - latA) / 2) ** 2 +
    Math.cos(latA) * Math.cos(latB) * Math.sin((radians(b.lon) - radians(a.lon)) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}
