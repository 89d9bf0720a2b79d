import { ObservedTime } from '../analyses/series/observed.js';
import { rainBetween, type RainSeries } from '../analyses/series/series.js';
import { windowText } from '../analyses/series/windows.js';
import { formatDateTime, type TimeRange } from '../domain/time/time.js';
import { linear, roundTicks, timeTicks, type Scale } from './axis.js';
import { document, MISSING, path, rect, text, type Svg } from './svg.js';
import { numberText, percentText, wordsOf, type Language, type Words } from './words.js';

export interface HyetographOptions {
  readonly gauge: string;
  readonly period: TimeRange;
  readonly language: Language;
  /** Seconds of a bar; default: the finest of which at most 130 fit. */
  readonly stepS?: number | undefined;
}

const [WIDTH, HEIGHT] = [600, 340];
const FRAME = { left: 52, right: 548, top: 62, bottom: 276 };
const STEPS_S = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800];
const MOST_BARS = 130;
/** Bars reach so far down, the rest is the curve's alone. */
const BAR_PART = 0.55;

/**
 * Rain over time: bars that hang from the top, each the rain of a step in mm, and the curve of the rain since the beginning.
 * Time that was not observed is hatched, and the curve is dotted there: it does not say that no rain fell.
 */
export function hyetograph(series: RainSeries, { gauge, period, language, stepS }: HyetographOptions): string {
  const words = wordsOf(language);
  const { startS, endS } = period;
  const step = stepS ?? STEPS_S.find((one) => (endS - startS) / one <= MOST_BARS) ?? STEPS_S.at(-1)!;
  const bars = barsOf(series, period, step);
  const most = Math.max(...bars.map(({ mm }) => mm));
  const total = rainBetween(series, startS, endS);
  const x = linear([startS, endS], [FRAME.left, FRAME.right]);
  const barTicks = roundTicks(most, 4);
  const curveTicks = roundTicks(total, 5);
  const reach = FRAME.top + (FRAME.bottom - FRAME.top) * BAR_PART;
  const barY = linear([0, barTicks.at(-1)!], [FRAME.top, reach]);
  const curveY = linear([0, curveTicks.at(-1)!], [FRAME.bottom, FRAME.top]);
  const observed = new ObservedTime(series.runs);
  const coverage = observed.coverage(startS, endS);
  const said = `${words.total(numberText(total, 1, words))} · ${words.observed(percentText(coverage))}`;
  const when = words.until(formatDateTime(startS).slice(0, 16), formatDateTime(endS).slice(0, 16));
  const gaps = gapsOf(series, period);
  return document(
    { width: WIDTH, height: HEIGHT, title: `${gauge}, ${words.rain}, ${when}: ${said}` },
    text(FRAME.left, 20, `${gauge} · ${said}`, { 'font-size': 15, 'font-weight': 'bold' }),
    text(FRAME.left, 38, when),
    ...gaps.map((gap) =>
      rect(
        {
          x: x(gap.startS),
          y: FRAME.top,
          width: Math.max(1.5, x(gap.endS) - x(gap.startS)),
          height: FRAME.bottom - FRAME.top,
        },
        {
          fill: MISSING,
        },
      ),
    ),
    ...curveTicks.slice(1).map((mm) =>
      path(
        [
          [FRAME.left, curveY(mm)],
          [FRAME.right, curveY(mm)],
        ],
        { stroke: '#dddddd', 'stroke-width': 0.8 },
      ),
    ),
    ...bars.map((bar) =>
      rect(
        {
          x: x(bar.startS),
          y: FRAME.top,
          width: Math.max(0.8, x(bar.endS) - x(bar.startS) - 0.4),
          height: barY(bar.mm) - FRAME.top,
        },
        {
          fill: '#8c8c8c',
        },
      ),
    ),
    ...curve(series, period, gaps, { x, y: curveY }),
    frameOf(),
    ...axes({ words, step, barTicks, curveTicks, barY, curveY }),
    ...timeAxis(period, x, words),
    ...legend(gaps.length > 0, words),
  );
}

interface Bar extends TimeRange {
  readonly mm: number;
}

/** Wet steps, on the clock; the first and the last one may be cut by the period. */
function barsOf(series: RainSeries, { startS, endS }: TimeRange, step: number): Bar[] {
  const bars: Bar[] = [];
  for (let fromS = Math.floor(startS / step) * step; fromS < endS; fromS += step) {
    const bar = { startS: Math.max(startS, fromS), endS: Math.min(endS, fromS + step) };
    const mm = rainBetween(series, bar.startS, bar.endS);
    if (mm > 0) bars.push({ ...bar, mm });
  }
  return bars;
}

/** Stretches of a period that no run observed. */
export function gapsOf({ runs }: RainSeries, { startS, endS }: TimeRange): TimeRange[] {
  const gaps: TimeRange[] = [];
  let fromS = startS;
  for (const run of runs) {
    if (run.endS <= startS) continue;
    if (run.startS >= endS) break;
    if (run.startS > fromS) gaps.push({ startS: fromS, endS: run.startS });
    fromS = Math.max(fromS, run.endS);
  }
  if (fromS < endS) gaps.push({ startS: fromS, endS });
  return gaps;
}

/** The curve, whole where rain was observed and dotted in gaps. */
function curve(
  series: RainSeries,
  { startS, endS }: TimeRange,
  gaps: readonly TimeRange[],
  { x, y }: { readonly x: Scale; readonly y: Scale },
): Svg[] {
  const step = (endS - startS) / (FRAME.right - FRAME.left);
  const at = (t: number): [number, number] => [x(t), y(rainBetween(series, startS, t))];
  const edges = [startS, ...gaps.flatMap((gap) => [gap.startS, gap.endS]), endS];
  const parts: Svg[] = [];
  for (let k = 0; k + 1 < edges.length; k++) {
    const [fromS, toS] = [edges[k]!, edges[k + 1]!];
    if (toS <= fromS) continue;
    const points: [number, number][] = [at(fromS)];
    for (let t = fromS + step; t < toS; t += step) points.push(at(t));
    points.push(at(toS));
    parts.push(path(points, { 'stroke-width': 1.8, ...(k % 2 === 1 ? { 'stroke-dasharray': '2 3' } : {}) }));
  }
  return parts;
}

function frameOf(): Svg {
  const { left, top, right, bottom } = FRAME;
  return rect({ x: left, y: top, width: right - left, height: bottom - top }, { fill: 'none', stroke: 'black' });
}

interface AxisParts {
  readonly words: Words;
  readonly step: number;
  readonly barTicks: readonly number[];
  readonly curveTicks: readonly number[];
  readonly barY: Scale;
  readonly curveY: Scale;
}

/** Left: what bars mean, downwards; right: the curve, upwards. */
function axes({ words, step, barTicks, curveTicks, barY, curveY }: AxisParts): Svg[] {
  const { left, right, top, bottom } = FRAME;
  const side = (x: number, y: number, said: string): Svg =>
    text(x, y, said, { transform: `rotate(-90 ${x} ${y})`, 'text-anchor': 'middle' });
  return [
    ...barTicks.flatMap((mm) => [
      path([
        [left - 4, barY(mm)],
        [left, barY(mm)],
      ]),
      text(left - 7, barY(mm) + 4, numberText(mm, 3, words), { 'text-anchor': 'end' }),
    ]),
    ...curveTicks.flatMap((mm) => [
      path([
        [right, curveY(mm)],
        [right + 4, curveY(mm)],
      ]),
      text(right + 7, curveY(mm) + 4, numberText(mm, 3, words)),
    ]),
    side(14, (top + barY(barTicks.at(-1)!)) / 2, words.per(windowText(step))),
    side(WIDTH - 8, (top + bottom) / 2, words.cumulative),
  ];
}

/** Ticks below, with the date under the first one of a day. */
export function timeAxis(period: TimeRange, x: Scale, words: Words): Svg[] {
  const { bottom } = FRAME;
  return timeTicks(period, 9, words).flatMap(({ timeS, label, date }) => [
    path([
      [x(timeS), bottom],
      [x(timeS), bottom + 4],
    ]),
    text(x(timeS), bottom + 17, label, { 'text-anchor': 'middle' }),
    ...(date === undefined ? [] : [text(x(timeS), bottom + 31, date, { 'text-anchor': 'middle', fill: '#333333' })]),
  ]);
}

function legend(hasGaps: boolean, words: Words): Svg[] {
  const y = HEIGHT - 10;
  const parts = [
    rect({ x: FRAME.left, y: y - 9, width: 12, height: 10 }, { fill: '#8c8c8c' }),
    text(FRAME.left + 17, y, words.rain),
    path(
      [
        [FRAME.left + 80, y - 4],
        [FRAME.left + 104, y - 4],
      ],
      { 'stroke-width': 1.8 },
    ),
    text(FRAME.left + 109, y, words.cumulative),
  ];
  if (!hasGaps) return parts;
  return [
    ...parts,
    rect({ x: FRAME.left + 280, y: y - 10, width: 18, height: 12 }, { fill: MISSING, stroke: '#8a8a8a' }),
    text(FRAME.left + 304, y, words.missing),
  ];
}
