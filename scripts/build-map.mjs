// Cuts Natural Earth's coast and borders, 1:10 million, into squares of 10° that the page loads where it needs them:
// land as rings, borders and coast as lines, each a list of differences in thousandths of a degree.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature, mesh } from 'topojson-client';

const CELL = 10;
const UNIT = 1000;
/** Rings reach over the square's edge, so that no seam shows between two. */
const OVERLAP = 0.05;

/** Writes `<south>_<west>.json` for every square with land in it, and `index.json`, which names them. */
export function buildMap(folder) {
  const world = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('world-atlas/countries-10m.json'), 'utf8'),
  );
  const { land, countries } = world.objects;
  const rings = feature(world, land).features.flatMap(({ geometry }) =>
    (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).map(([outer]) => outer),
  );
  const holes = feature(world, land).features.flatMap(({ geometry }) =>
    (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).flatMap(([, ...inner]) => inner),
  );
  const all = [...rings, ...holes].map(boxed);
  const borders = mesh(world, countries, (a, b) => a !== b).coordinates.map(boxed);
  const coast = mesh(world, land).coordinates.map(boxed);
  mkdirSync(folder, { recursive: true });
  // Strips first: the rings of continents are long, and would be cut by every square anew.
  const names = [];
  for (let west = -180; west < 180; west += CELL) {
    const strip = [west - OVERLAP, -90, west + CELL + OVERLAP, 90];
    const inStrip = within(all, strip).map((ring) => boxed(clippedRing(ring, strip)));
    for (let south = -90; south < 90; south += CELL) {
      const box = [strip[0], south - OVERLAP, strip[2], south + CELL + OVERLAP];
      const cell = {
        land: clippedRings(within(inStrip, box), box),
        borders: within(borders, box).flatMap((line) => clippedLine(line, box)),
        coast: within(coast, box).flatMap((line) => clippedLine(line, box)),
      };
      if (cell.land.length === 0) continue;
      writeFileSync(`${folder}/${south}_${west}.json`, JSON.stringify(cell));
      names.push(`${south}_${west}`);
    }
  }
  writeFileSync(`${folder}/index.json`, JSON.stringify(names));
}

function clippedRings(rings, box) {
  return rings
    .map((ring) => clippedRing(ring, box))
    .filter((ring) => ring.length > 3)
    .map(packed)
    .filter((line) => line.length > 6);
}

/** A line with the box around it, which is looked at first. */
function boxed(points) {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) [w, s, e, n] = [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)];
  return { points, box: [w, s, e, n] };
}

function within(lines, [west, south, east, north]) {
  return lines
    .filter(({ box: [w, s, e, n] }) => e >= west && w <= east && n >= south && s <= north)
    .map(({ points }) => points);
}

/** Sutherland and Hodgman: the ring against each edge of the box in turn. */
function clippedRing(ring, [west, south, east, north]) {
  const edges = [
    [0, west, 1],
    [0, east, -1],
    [1, south, 1],
    [1, north, -1],
  ];
  let points = ring;
  for (const [axis, limit, sign] of edges) {
    const kept = [];
    for (let i = 0, before = points.at(-1); i < points.length; before = points[i++]) {
      const isIn = sign * (points[i][axis] - limit) >= 0;
      if (isIn !== sign * (before[axis] - limit) >= 0) kept.push(cross(before, points[i], axis, limit));
      if (isIn) kept.push(points[i]);
    }
    points = kept;
  }
  return points;
}

function cross(a, b, axis, limit) {
  const part = (limit - a[axis]) / (b[axis] - a[axis]);
  return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
}

/** The stretches of a line with a point in the box, each with the points beside it. */
function clippedLine(line, [west, south, east, north]) {
  const parts = [];
  let part;
  line.forEach((p, i) => {
    const isIn = p[0] >= west && p[0] <= east && p[1] >= south && p[1] <= north;
    if (isIn && !part) parts.push((part = i > 0 ? [line[i - 1]] : []));
    if (part) part.push(p);
    if (!isIn) part = undefined;
  });
  return parts.map(packed).filter((one) => one.length > 2);
}

function packed(points) {
  const line = [];
  let before = [0, 0];
  for (const p of points) {
    const here = p.map((degrees) => Math.round(degrees * UNIT));
    if (line.length > 0 && here[0] === before[0] && here[1] === before[1]) continue;
    line.push(here[0] - before[0], here[1] - before[1]);
    before = here;
  }
  return line;
}
