import { isInterval, type Geometry, type Position, type Value } from './values.js';

/** Places in well-known text, and how they lie to each other, in the plane of longitude and latitude (OGC 06-103r4, 6.1.15). */

const NUMBER = String.raw`-?\d{1,15}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?`;
/** Two or three numbers with blanks; the comma in between that the standard's own example has is taken too. */
const POINT = new RegExp(`^\\(\\s*(${NUMBER})\\s*[ ,]\\s*(${NUMBER})(?:\\s+${NUMBER})?\\s*\\)$`);
const MOST_POINTS = 2000;

/** A POINT, LINESTRING or POLYGON, with or without a leading SRID=4326; undefined where the text is none. */
export function parseGeometry(text: string): Geometry | undefined {
  const match = /^\s*(?:SRID=4326;)?\s*(POINT|LINESTRING|POLYGON)\s*(?:Z\s*)?(\(.*\))\s*$/i.exec(text);
  const [, type = '', body = ''] = match ?? [];
  switch (type.toUpperCase()) {
    case 'POINT': {
      const [, x, y] = POINT.exec(body) ?? [];
      return x === undefined ? undefined : { type: 'Point', coordinates: [Number(x), Number(y)] };
    }
    case 'LINESTRING': {
      const coordinates = positionsOf(body);
      return coordinates && coordinates.length >= 2 ? { type: 'LineString', coordinates } : undefined;
    }
    case 'POLYGON': {
      const rings = body
        .slice(1, -1)
        .split(/(?<=\))\s*,\s*(?=\()/)
        .map((ring) => positionsOf(ring.trim()));
      const coordinates = rings.filter((ring) => ring !== undefined).filter(isRing);
      return coordinates.length === rings.length ? { type: 'Polygon', coordinates } : undefined;
    }
    default:
      return undefined;
  }
}

function positionsOf(text: string): Position[] | undefined {
  if (!/^\([^()]*\)$/.test(text)) return undefined;
  const positions = text
    .slice(1, -1)
    .split(',')
    .map((point) => POINT.exec(`(${point})`))
    .map((point): Position | undefined => (point ? [Number(point[1]), Number(point[2])] : undefined));
  const read = positions.filter((position) => position !== undefined);
  return read.length === positions.length && read.length <= MOST_POINTS ? read : undefined;
}

function isRing(ring: readonly Position[]): boolean {
  const [first, last] = [ring[0]!, ring.at(-1)!];
  return ring.length >= 4 && first[0] === last[0] && first[1] === last[1];
}

/** A place from an answer's GeoJSON; null where it has no geometry that is known here. */
export function placeOf(json: unknown): Geometry | null {
  const { type, coordinates, geometry } = (json ?? {}) as { type?: string; coordinates?: Position; geometry?: unknown };
  if (type === 'Feature') return placeOf(geometry);
  return type === 'Point' && coordinates ? { type, coordinates } : null;
}

export function isGeometry(value: Value): value is Geometry {
  return typeof value === 'object' && value !== null && !isInterval(value);
}

/** Distance of two points in degrees: that of their reference system. */
export function distance(a: Geometry, b: Geometry): number | null {
  if (a.type !== 'Point' || b.type !== 'Point') return null;
  return Math.hypot(a.coordinates[0] - b.coordinates[0], a.coordinates[1] - b.coordinates[1]);
}

/** Length of a line in degrees. */
export function lengthOf(line: Geometry): number | null {
  if (line.type !== 'LineString') return null;
  return steps(line.coordinates).reduce((sum, [[x, y], [u, v]]) => sum + Math.hypot(u - x, v - y), 0);
}

function steps(points: readonly Position[]): [Position, Position][] {
  return points.slice(1).map((point, i) => [points[i]!, point]);
}

/** Where a point lies to a geometry: in its interior, on its boundary, or outside. */
type Lies = 'I' | 'B' | 'E';

function lies(point: Position, geometry: Geometry): Lies {
  switch (geometry.type) {
    case 'Point':
      return isSame(point, geometry.coordinates) ? 'I' : 'E';
    case 'LineString': {
      const { coordinates } = geometry;
      const [first, last] = [coordinates[0]!, coordinates.at(-1)!];
      if (!isSame(first, last) && (isSame(point, first) || isSame(point, last))) return 'B';
      return steps(coordinates).some((step) => isOn(point, step)) ? 'I' : 'E';
    }
    case 'Polygon': {
      if (geometry.coordinates.some((ring) => steps(ring).some((step) => isOn(point, step)))) return 'B';
      const [outer, ...holes] = geometry.coordinates.map((ring) => isWithin(point, ring));
      return outer === true && !holes.includes(true) ? 'I' : 'E';
    }
  }
}

function isSame([x, y]: Position, [u, v]: Position): boolean {
  return x === u && y === v;
}

function isOn([x, y]: Position, [[x1, y1], [x2, y2]]: readonly [Position, Position]): boolean {
  const cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
  const isBeside = Math.abs(cross) > 1e-12 * Math.max(1, Math.hypot(x2 - x1, y2 - y1));
  return !isBeside && x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2);
}

/** Crossings of a ray with a ring, odd within. */
function isWithin([x, y]: Position, ring: readonly Position[]): boolean {
  return steps(ring).reduce(
    (isInside, [[x1, y1], [x2, y2]]) =>
      y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !isInside : isInside,
    false,
  );
}

/**
 * The nine intersections of two geometries of which one is a point (DE-9IM), row by row; undefined where neither is. What is
 * published here are points, so that no others are ever compared with a literal.
 */
export function intersections(a: Geometry, b: Geometry): string | undefined {
  if (a.type === 'Point') return ofPoint(a.coordinates, b);
  if (b.type !== 'Point') return undefined;
  const [ii, ib, ie, bi, bb, be, ei, eb, ee] = ofPoint(b.coordinates, a);
  return [ii, bi, ei, ib, bb, eb, ie, be, ee].join('');
}

function ofPoint(point: Position, other: Geometry): string {
  const at = lies(point, other);
  const row = (['I', 'B', 'E'] as const).map((part) => (part === at ? '0' : 'F')).join('');
  switch (other.type) {
    case 'Point':
      return `${row}FFF${at === 'I' ? 'F' : '0'}F2`;
    case 'LineString':
      return `${row}FFF1${isSame(other.coordinates[0]!, other.coordinates.at(-1)!) ? 'F' : '0'}2`;
    case 'Polygon':
      return `${row}FFF212`;
  }
}

/** Whether intersections are those of a pattern of `T`, `F`, `*`, `0`, `1`, `2`. */
export function isRelated(matrix: string, pattern: string): boolean {
  return Array.from(pattern).every((wanted, i) => {
    if (wanted === '*') return true;
    return wanted === 'T' ? matrix[i] !== 'F' : matrix[i] === wanted;
  });
}
