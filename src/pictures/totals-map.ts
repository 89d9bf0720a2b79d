import type { TimeRange } from '../domain/time/time.js';
import { formatDateTime } from '../domain/time/time.js';
import { logTicks } from './axis.js';
import { placeLabels, type Box } from './place-labels.js';
import { document, el, MISSING, path, rect, text, type Svg } from './svg.js';
import { numberText, wordsOf, type Language, type Words } from './words.js';

/** A gauge on the map; `rainMm` NaN is not known. */
export interface MapSite {
  readonly gauge: string;
  readonly lon: number;
  readonly lat: number;
  readonly rainMm: number;
}

export interface MapOptions {
  readonly period: TimeRange;
  readonly language: Language;
}

const WIDTH = 600;
const [MOST_HEIGHT, LEAST_HEIGHT] = [520, 220];
const [MARGIN, TOP, BOTTOM] = [76, 56, 48];
const METRES_A_DEGREE = 111_320;
const MOST_RADIUS = 22;
/** Metres a pixel where all gauges stand at one place: there is no scale to tell. */
const LONE = 1;

/** Rain of a period at each gauge: circles whose area goes with it, hatched where it is not known. North is up. */
export function totalsMap(sites: readonly MapSite[], { period, language }: MapOptions): string {
  const words = wordsOf(language);
  const { places, height, metresAPixel } = project(sites);
  const most = Math.max(0, ...sites.map(({ rainMm }) => rainMm).filter((mm) => !Number.isNaN(mm)));
  const radii = sites.map(({ rainMm }) => (rainMm > 0 ? Math.max(3, MOST_RADIUS * Math.sqrt(rainMm / most)) : 5));
  const labels = sites.map(
    ({ gauge, rainMm }) => `${gauge} ${Number.isNaN(rainMm) ? words.unknown : numberText(rainMm, 1, words)}`,
  );
  const boxes = placeLabels(
    places.map(([x, y], k) => ({ x, y, r: radii[k]!, width: labels[k]!.length * 6.4 })),
    {
      left: 4,
      right: WIDTH - 4,
      top: TOP,
      bottom: height - BOTTOM + 8,
    },
  );
  const when = words.until(formatDateTime(period.startS).slice(0, 16), formatDateTime(period.endS).slice(0, 16));
  const order = sites.map((_, k) => k).sort((a, b) => radii[b]! - radii[a]!);
  return document(
    { width: WIDTH, height, title: `${words.rain}, mm, ${when}: ${labels.join('; ')}` },
    text(20, 20, `${words.rain}, mm`, { 'font-size': 15, 'font-weight': 'bold' }),
    text(20, 38, when),
    text(WIDTH - 20, 20, words.north, { 'text-anchor': 'end' }),
    ...order.map((k) => spot(places[k]!, radii[k]!, sites[k]!.rainMm)),
    ...boxes.flatMap((box, k) => label(box, places[k]!, { radius: radii[k]!, said: labels[k]! })),
    ...scaleBar(metresAPixel, height, words),
  );
}

interface Projection {
  readonly places: readonly (readonly [number, number])[];
  readonly height: number;
  readonly metresAPixel: number;
}

/** As if the land were flat: longitude shrinks with the cosine of the middle latitude. */
function project(sites: readonly MapSite[]): Projection {
  const middle = sites.reduce((sum, { lat }) => sum + lat / sites.length, 0);
  const xs = sites.map(({ lon }) => lon * METRES_A_DEGREE * Math.cos((middle * Math.PI) / 180));
  const ys = sites.map(({ lat }) => lat * METRES_A_DEGREE);
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = { width: WIDTH - 2 * MARGIN, height: MOST_HEIGHT - TOP - BOTTOM - MARGIN };
  const metresAPixel = Math.max((east - west) / room.width, (north - south) / room.height) || LONE;
  const tall = (north - south) / metresAPixel;
  const height = Math.max(LEAST_HEIGHT, TOP + BOTTOM + MARGIN + tall);
  const [x0, y0] = [WIDTH / 2 - (west + east) / 2 / metresAPixel, TOP + (height - TOP - BOTTOM) / 2];
  const places = xs.map((x, k) => [x0 + x / metresAPixel, y0 - (ys[k]! - (south + north) / 2) / metresAPixel] as const);
  return { places, height, metresAPixel };
}

function spot([cx, cy]: readonly [number, number], r: number, rainMm: number): Svg {
  const fill = Number.isNaN(rainMm) ? MISSING : rainMm > 0 ? '#9a9a9a' : 'white';
  return el('circle', { cx, cy, r, fill, 'fill-opacity': rainMm > 0 ? 0.75 : 1, stroke: 'black', 'stroke-width': 1 });
}

function label(
  { x, y, width }: Box,
  [cx, cy]: readonly [number, number],
  { radius, said }: { radius: number; said: string },
): Svg[] {
  const nearX = Math.min(Math.max(cx, x), x + width);
  const nearY = Math.min(Math.max(cy, y - 9), y);
  const far = Math.hypot(nearX - cx, nearY - cy) > radius + 8;
  const halo = { stroke: 'white', 'stroke-width': 3, 'paint-order': 'stroke' };
  return [
    ...(far
      ? [
          path(
            [
              [cx, cy],
              [nearX, nearY],
            ],
            { stroke: '#777777', 'stroke-width': 0.7 },
          ),
        ]
      : []),
    text(x, y, said, { 'font-size': 11, textLength: Math.round(width), lengthAdjust: 'spacingAndGlyphs', ...halo }),
  ];
}

function scaleBar(metresAPixel: number, height: number, words: Words): Svg[] {
  const metres = logTicks(metresAPixel * 30, metresAPixel * 140).at(-1);
  const y = height - 22;
  const legend = [
    rect({ x: WIDTH - 150, y: y - 9, width: 18, height: 12 }, { fill: MISSING, stroke: '#8a8a8a' }),
    text(WIDTH - 126, y + 1, words.missing),
  ];
  if (metres === undefined || metresAPixel === LONE) return legend;
  const end = 20 + metres / metresAPixel;
  const said = metres >= 1000 ? `${numberText(metres / 1000, 1, words)} km` : `${numberText(metres, 0, words)} m`;
  const bar = [
    [20, y - 4],
    [20, y],
    [end, y],
    [end, y - 4],
  ] as const;
  return [path(bar, { 'stroke-width': 1.4 }), text(end + 8, y + 1, said), ...legend];
}
