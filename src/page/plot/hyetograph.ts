import uPlot from 'uplot';
import type { Bins } from './bins.js';
import { drawBars, drawGaps } from './draw.js';

export interface HyetographParts {
  readonly element: HTMLElement;
  readonly height: number;
  readonly timeZone: string;
  readonly rainLabel: string;
  readonly sumLabel: string;
  readonly number: (value: number) => string;
  /** A period that was chosen by dragging. */
  readonly onZoom: (fromS: number, toS: number) => void;
  /** The step under the pointer; undefined where there is none. */
  readonly onPoint: (index: number | undefined) => void;
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot's enums are there for types alone.
const RIGHT = 1 as uPlot.Axis.Side;
const INK = '#41566b';
const GRID = '#e4ebf1';
/** The part of the height that the highest bar takes: the curve needs room below. */
const BARS_PART = 0.62;
const FONT = '12px system-ui, sans-serif';

/** Rain as bars that hang from the top, what has fallen since the beginning as a curve that rises, gaps hatched. */
export class Hyetograph {
  private readonly plot: uPlot;
  private bins: Bins | undefined;
  private span: readonly [number, number] = [0, 1];

  constructor({ element, height, timeZone, rainLabel, sumLabel, number, onZoom, onPoint }: HyetographParts) {
    const axis = {
      stroke: INK,
      font: FONT,
      labelFont: FONT,
      ticks: { stroke: GRID },
      grid: { stroke: GRID, width: 1 },
    };
    const values = (_: uPlot, splits: number[]): string[] => splits.map(number);
    this.plot = new uPlot(
      {
        width: Math.max(280, element.clientWidth),
        height,
        padding: [8, 4, 0, 4],
        legend: { show: false },
        tzDate: (timeS) => uPlot.tzDate(new Date(timeS * 1000), timeZone),
        cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false }, y: false },
        scales: {
          x: { time: true, range: () => [...this.span] as [number, number] },
          mm: { dir: -1, range: (_, __, most) => [0, Math.max(0.4, most) / BARS_PART] },
          sum: { range: (_, __, most) => [0, Math.max(1, most) * 1.12] },
        },
        axes: [
          { ...axis, values: TIMES, space: 70 },
          { ...axis, scale: 'mm', label: rainLabel, size: 52, labelSize: 18, values },
          {
            ...axis,
            scale: 'sum',
            side: RIGHT,
            label: sumLabel,
            size: 52,
            labelSize: 18,
            values,
            grid: { show: false },
          },
        ],
        series: [
          {},
          { scale: 'mm', paths: () => null, points: { show: false } },
          { scale: 'sum', stroke: '#c2571a', width: 2, points: { show: false }, spanGaps: false },
        ],
        hooks: {
          drawClear: [(plot) => this.bins && drawGaps(plot, this.bins)],
          drawAxes: [(plot) => this.bins && drawBars(plot, this.bins, this.span)],
          setSelect: [
            (plot) => {
              const { left, width } = plot.select;
              if (width < 4) return;
              const at = (x: number): number => Math.round(plot.posToVal(x, 'x'));
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              onZoom(at(left), at(left + width));
            },
          ],
          setCursor: [(plot) => onPoint(plot.cursor.idx ?? undefined)],
        },
      },
      [
        [0, 1],
        [null, null],
        [null, null],
      ],
      element,
    );
    new ResizeObserver(() => this.plot.setSize({ width: Math.max(280, element.clientWidth), height })).observe(element);
  }

  /** Shows other rain. */
  show(bins: Bins, fromS: number, toS: number): void {
    this.bins = bins;
    this.span = [fromS, toS];
    this.plot.setData([[...bins.timeS], [...bins.rainMm], [...bins.sumMm]]);
  }

  /** Takes the plot away. */
  remove(): void {
    this.plot.destroy();
  }

  get canvas(): HTMLCanvasElement {
    return this.plot.ctx.canvas;
  }
}

/** Ticks of the time axis in 24 hours: steps, the format, and what follows it where day or year changes. */
const TIMES: uPlot.Axis.Values = [
  [31_536_000, '{YYYY}', null, null, null, null, null, null, 1],
  [2_419_200, '{MM}/{YYYY}', null, null, null, null, null, null, 1],
  [86_400, '{DD}/{MM}', '\n{YYYY}', null, null, null, null, null, 1],
  [3600, '{HH}:{mm}', '\n{DD}/{MM}/{YYYY}', null, '\n{DD}/{MM}', null, null, null, 1],
  [60, '{HH}:{mm}', '\n{DD}/{MM}/{YYYY}', null, '\n{DD}/{MM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{DD}/{MM}/{YYYY}', null, '\n{DD}/{MM}', null, null, null, 1],
];
