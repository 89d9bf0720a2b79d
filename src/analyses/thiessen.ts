import { Delaunay } from 'd3-delaunay';

/** Where a gauge stands, degrees. */
export interface Site {
  readonly lon: number;
  readonly lat: number;
}

/** A rectangle, metres. */
interface Frame {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

const METRES_A_DEGREE = 111_320;

/**
 * Thiessen weights (Thiessen, 1911): the part of an area that is nearer to each gauge than to another one. The area is the
 * rectangle of longitude and latitude around all gauges of a network, wider on every side by half of their mean distance
 * to the nearest other one, so that those at its edge have land on both sides. Gauges at one place share its part.
 */
export class Thiessen {
  private readonly places: readonly (readonly [number, number])[];
  private readonly frame: Frame;
  private readonly known = new Map<string, readonly number[]>();

  /** A site that is undefined has no weight, whoever else there is. */
  constructor(private readonly sites: readonly (Site | undefined)[]) {
    const located = sites.filter((site) => site !== undefined);
    const middle = located.reduce((sum, { lat }) => sum + lat / located.length, 0);
    const shrink = Math.cos((middle * Math.PI) / 180);
    this.places = sites.map((site) =>
      site ? [site.lon * METRES_A_DEGREE * shrink, site.lat * METRES_A_DEGREE] : [NaN, NaN],
    );
    this.frame = frameOf(distinct(this.places.filter(([x]) => !Number.isNaN(x))));
  }

  /** Weights of the gauges that are there, 0 for the others; they add up to 1, or are all 0 where none has a place. */
  weights(isThere: (gauge: number) => boolean): readonly number[] {
    const there = this.sites.map((site, g) => site !== undefined && isThere(g));
    const key = there.map(Number).join('');
    const known = this.known.get(key) ?? this.weigh(there);
    this.known.set(key, known);
    return known;
  }

  private weigh(there: readonly boolean[]): readonly number[] {
    const { places } = this;
    const standing = distinct(places.filter((_, g) => there[g]));
    const areas = new Map(areasOf(standing, this.frame).map((area, k) => [String(standing[k]!), area]));
    const total = [...areas.values()].reduce((sum, area) => sum + area, 0);
    const sharing = new Map<string, number>();
    places.forEach((place, g) => there[g] && sharing.set(String(place), (sharing.get(String(place)) ?? 0) + 1));
    return places.map((place, g) => (there[g] ? areas.get(String(place))! / total / sharing.get(String(place))! : 0));
  }
}

type Place = readonly [number, number];

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [String(place), place])).values()];
}

function frameOf(places: readonly Place[]): Frame {
  const xs = places.map(([x]) => x);
  const ys = places.map(([, y]) => y);
  const margin = meanNearest(places) / 2;
  return {
    left: Math.min(...xs) - margin,
    right: Math.max(...xs) + margin,
    bottom: Math.min(...ys) - margin,
    top: Math.max(...ys) + margin,
  };
}

/** Mean distance to the nearest other place, metres; 0 where there is none. */
function meanNearest(places: readonly Place[]): number {
  if (places.length < 2) return 0;
  const nearest = places.map(([x, y]) =>
    Math.min(...places.map(([u, v]) => (u === x && v === y ? Infinity : Math.hypot(u - x, v - y)))),
  );
  return nearest.reduce((sum, distance) => sum + distance / places.length, 0);
}

/** Area nearer to each place than to another, m²; that of a lone one is 1. */
function areasOf(places: readonly Place[], { left, bottom, right, top }: Frame): number[] {
  if (places.length < 2) return places.map(() => 1);
  const cells = new Delaunay(Float64Array.from(places.flat())).voronoi([left, bottom, right, top]);
  return places.map((_, k) => polygonArea(cells.cellPolygon(k)));
}

/** By the shoelace formula; the first corner comes again at the end. */
function polygonArea(corners: readonly (readonly number[])[] | null): number {
  let twice = 0;
  for (let k = 0; k + 1 < (corners?.length ?? 0); k++) {
    const [a, b] = [corners![k]!, corners![k + 1]!];
    twice += a[0]! * b[1]! - b[0]! * a[1]!;
  }
  return Math.abs(twice) / 2;
}
