import type { Idf, WindowFit } from '../analyses/idf.js';
import { windowText } from '../analyses/series/windows.js';
import { linear, logarithmic, logTicks, spread, type Scale } from './axis.js';
import { document, el, path, rect, text, type Svg } from './svg.js';
import { numberText, wordsOf, type Language, type Words } from './words.js';

/** The greatest rain of an event in windows, and what is said of how rare it was. */
export interface EventDepths {
  readonly date: string;
  readonly depths: readonly { readonly windowS: number; readonly depthMm: number }[];
  /** Such as `30 min: return period between 2 and 5 years`. */
  readonly said: string | undefined;
}

export interface IdfPicture {
  readonly gauge: string;
  readonly idf: Idf;
  readonly event: EventDepths | undefined;
  readonly language: Language;
}

const [WIDTH, HEIGHT] = [600, 440];
const FRAME = { left: 56, right: 544, top: 62, bottom: 358 };
const CURVES_Y = [2, 5, 10, 20, 50, 100];
const DASHES = ['1 3', '4 3', '8 3', '8 3 2 3', '14 3', undefined];
const LEGEND_Y = HEIGHT - 28;

/**
 * Intensity, duration, frequency, on logarithmic scales: a curve a return period, by the GEV of all durations (SMEV where the
 * record is short), annual maxima as points, and the last event as a line with diamonds.
 */
export function idfCurves({ gauge, idf, event, language }: IdfPicture): string {
  const words = wordsOf(language);
  const method = idf.fits.some((fit) => fit.method === 'd-gev') ? 'd-gev' : 'smev';
  const fits = idf.fits.filter((fit) => fit.method === method);
  const points = idf.maxima.flatMap(({ windowS, years }) =>
    years.filter(({ isUsed }) => isUsed).map(({ rainMm }) => ({ windowS, intensity: (rainMm * 3600) / windowS })),
  );
  const eventPoints = (event?.depths ?? [])
    .filter(({ depthMm }) => depthMm > 0)
    .map(({ windowS, depthMm }) => ({ windowS, intensity: (depthMm * 3600) / windowS }));
  const shown = [...points, ...eventPoints, ...CURVES_Y.flatMap((years) => curveOf(fits, years))];
  const windows = idf.maxima.map(({ windowS }) => windowS);
  const least = Math.min(...shown.map(({ intensity }) => intensity).filter((value) => value > 0)) / 1.2;
  const most = Math.max(...shown.map(({ intensity }) => intensity)) * 1.2;
  const x = logarithmic([Math.min(...windows), Math.max(...windows)], [FRAME.left + 8, FRAME.right - 40]);
  const y = logarithmic([least, most], [FRAME.bottom, FRAME.top]);
  const used = `${words.years(idf.usableYears)} · ${method === 'd-gev' ? words.allDurations : words.short}`;
  return document(
    {
      width: WIDTH,
      height: HEIGHT,
      title: `${gauge}, IDF: ${used}${event?.said === undefined ? '' : `; ${event.said}`}`,
    },
    text(FRAME.left, 20, `${gauge} · IDF`, { 'font-size': 15, 'font-weight': 'bold' }),
    text(FRAME.left, 38, used),
    ...(event?.said === undefined ? [] : [text(FRAME.left, 54, event.said)]),
    ...grid({ windows, least, most, x, y, words }),
    ...points.map(({ windowS, intensity }) => circle(x(windowS), y(intensity))),
    ...curves(fits, x, y),
    ...eventLine(eventPoints, x, y),
    ...legend(event, words),
  );
}

interface Point {
  readonly windowS: number;
  readonly intensity: number;
}

function curveOf(fits: readonly WindowFit[], years: number): Point[] {
  return fits.map(({ windowS, levels }) => ({
    windowS,
    intensity: ((levels.find((level) => level.years === years)?.depthMm ?? NaN) * 3600) / windowS,
  }));
}

function curves(fits: readonly WindowFit[], x: Scale, y: Scale): Svg[] {
  if (fits.length === 0) return [];
  const all = CURVES_Y.map((years) => curveOf(fits, years));
  const ends = all.map((points) => y(points.at(-1)!.intensity));
  const labels = spread(ends, 12);
  return all.flatMap((points, k) => {
    const [endX, endY] = [x(points.at(-1)!.windowS), ends[k]!];
    const dashes = DASHES[k] === undefined ? {} : { 'stroke-dasharray': DASHES[k] };
    return [
      path(
        points.map(({ windowS, intensity }) => [x(windowS), y(intensity)]),
        { 'stroke-width': 1.3, ...dashes },
      ),
      path(
        [
          [endX + 2, endY],
          [endX + 12, labels[k]!],
        ],
        { stroke: '#999999', 'stroke-width': 0.7 },
      ),
      text(endX + 14, labels[k]! + 4, String(CURVES_Y[k]), { 'font-size': 11 }),
    ];
  });
}

function circle(cx: number, cy: number): Svg {
  return el('circle', { cx, cy, r: 2.2, fill: 'white', stroke: '#777777', 'stroke-width': 0.8 });
}

function diamond(cx: number, cy: number): Svg {
  const d = `M${cx.toFixed(2)} ${(cy - 5).toFixed(2)}l4 5l-4 5l-4 -5z`;
  return el('path', { d, fill: 'black', stroke: 'white', 'stroke-width': 1 });
}

function eventLine(points: readonly Point[], x: Scale, y: Scale): Svg[] {
  if (points.length === 0) return [];
  const places = points.map(({ windowS, intensity }): [number, number] => [x(windowS), y(intensity)]);
  return [
    path(places, { stroke: 'white', 'stroke-width': 5 }),
    path(places, { 'stroke-width': 2.4 }),
    ...places.map(([cx, cy]) => diamond(cx, cy)),
  ];
}

interface GridParts {
  readonly windows: readonly number[];
  readonly least: number;
  readonly most: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly words: Words;
}

function grid({ windows, least, most, x, y, words }: GridParts): Svg[] {
  const { left, right, top, bottom } = FRAME;
  let lastX = -Infinity;
  const names = windows.flatMap((windowS) => {
    const place = x(windowS);
    const tick = path([
      [place, bottom],
      [place, bottom + 4],
    ]);
    if (place - lastX < 34) return [tick];
    lastX = place;
    return [tick, text(place, bottom + 17, windowText(windowS), { 'text-anchor': 'middle', 'font-size': 11 })];
  });
  return [
    ...logTicks(least, most).flatMap((value) => [
      path(
        [
          [left, y(value)],
          [right, y(value)],
        ],
        { stroke: '#e0e0e0', 'stroke-width': 0.8 },
      ),
      text(left - 6, y(value) + 4, numberText(value, 3, words), { 'text-anchor': 'end' }),
    ]),
    rect({ x: left, y: top, width: right - left, height: bottom - top }, { fill: 'none', stroke: 'black' }),
    ...names,
    text((left + right) / 2, bottom + 34, words.duration, { 'text-anchor': 'middle' }),
    text(14, (top + bottom) / 2, words.intensity, {
      transform: `rotate(-90 14 ${(top + bottom) / 2})`,
      'text-anchor': 'middle',
    }),
    text(WIDTH - 12, (top + bottom) / 2, words.returnPeriod, {
      transform: `rotate(-90 ${WIDTH - 12} ${(top + bottom) / 2})`,
      'text-anchor': 'middle',
    }),
  ];
}

function legend(event: EventDepths | undefined, words: Words): Svg[] {
  const { left } = FRAME;
  const x = linear([0, 1], [left, left + 24]);
  return [
    circle(left + 6, LEGEND_Y - 4),
    text(left + 17, LEGEND_Y, words.maxima),
    ...(event
      ? [
          path(
            [
              [x(6.5), LEGEND_Y - 4],
              [x(7.7), LEGEND_Y - 4],
            ],
            { 'stroke-width': 2.4 },
          ),
          diamond(x(7.1), LEGEND_Y - 4),
          text(x(8), LEGEND_Y, words.lastEvent(event.date)),
        ]
      : []),
  ];
}
