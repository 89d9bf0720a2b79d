/** A point of a GeoJSON answer; without a place it has no geometry. */
export interface GeoPoint {
  readonly lon: number | null;
  readonly lat: number | null;
  readonly properties: unknown;
}

/** A collection of points, RFC 7946: longitude first. */
export function geoJson(points: readonly GeoPoint[]) {
  return {
    type: 'FeatureCollection',
    features: points.map(({ lon, lat, properties }) => ({
      type: 'Feature',
      geometry: lon === null || lat === null ? null : { type: 'Point', coordinates: [lon, lat] },
      properties,
    })),
  };
}
