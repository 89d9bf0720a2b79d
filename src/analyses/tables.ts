import { formatDateTime } from '../domain/time/time.js';
import { ANTECEDENT_DAYS, type RainEvent } from './events.js';
import type { GapEffect } from './event-gaps.js';
import type { Maximum } from './maxima.js';
import type { Total } from './totals.js';
import { SHORT_WINDOWS_S, windowMinutes, windowName } from './series/windows.js';

/** The tables of the analyses as rows: text, or numbers of which NaN is missing. */

export type Cell = string | number;

/** A table: a name a column, and rows of as many cells. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns of texts, beside those that every table has by the same name (`Window`, `Gauge` …). */
  readonly texts?: readonly string[];
  /** Columns of whole numbers from 0 to 2³² − 1. */
  readonly counts?: readonly string[];
}

/** What a column of these tables holds; times are `YYYY-MM-DD HH:MM:SS` UTC. */
export type ColumnKind = 'time' | 'text' | 'number';

const TEXT_COLUMNS = ['Period', 'Window', 'Cut', 'Gauge', 'Max_gauge'];

export function columnKind(name: string, texts: readonly string[] = []): ColumnKind {
  if (TEXT_COLUMNS.includes(name) || texts.includes(name)) return 'text';
  return name === 'Start' || name === 'End' || name.endsWith('_End') ? 'time' : 'number';
}

/** Coverage carries 4 decimals, down, so that 1 says that nothing is missing. */
export function coverageCell(coverage: number): number {
  return Math.floor(coverage * 1e4 + 1e-9) / 1e4;
}

export const TOTALS_HEADER: readonly string[] = [
  ...['Period', 'Start', 'End', 'Rain', 'Coverage'],
  ...SHORT_WINDOWS_S.map((windowS) => `Max${windowMinutes(windowS)}min`),
];

export function totalRow({ kind, startS, endS, rainMm, coverage, maxMm }: Total): Cell[] {
  const row: Cell[] = [kind, timeText(startS), timeText(endS), rainMm, coverageCell(coverage)];
  for (const mm of maxMm) row.push(mm);
  return row;
}

let lastS = NaN;
let lastText = '';

/** A moment as text; mostly the one that the row before ended with. */
export function timeText(timeS: number): string {
  if (timeS === lastS) return lastText;
  lastS = timeS;
  return (lastText = formatDateTime(timeS));
}

export const EVENTS_HEADER: readonly string[] = [
  ...['Start', 'End', 'Duration_min', 'Depth'],
  ...SHORT_WINDOWS_S.flatMap((windowS) => {
    const name = `I${windowMinutes(windowS)}`;
    return [name, `${name}_End`];
  }),
  'EI30',
  ...ANTECEDENT_DAYS.map((days) => `Before${days}d`),
  ...['Coverage', 'Cut'],
];

export function eventRow(event: RainEvent): Cell[] {
  const { startS, endS, depthMm, peaks, ei30, antecedentMm, coverage, cut } = event;
  return [
    formatDateTime(startS),
    formatDateTime(endS),
    Math.round(((endS - startS) / 60) * 100) / 100,
    depthMm,
    ...peaks.flatMap((peak) => [
      rounded(peak.intensity, 3),
      Number.isNaN(peak.intensity) ? NaN : formatDateTime(peak.endS),
    ]),
    rounded(ei30, 3),
    ...antecedentMm,
    coverageCell(coverage),
    cut.length === 0 ? 'no' : cut.join('+'),
  ];
}

export const MAXIMA_HEADER: readonly string[] = ['Window', 'Rain', 'Intensity', 'End', 'Coverage'];

export function maximumRow({ windowS, rainMm, endS, coverage }: Maximum): Cell[] {
  const end = endS === undefined ? NaN : formatDateTime(endS);
  return [windowName(windowS), rainMm, rounded((rainMm * 3600) / windowS, 3), end, coverageCell(coverage)];
}

export const GAPS_HEADER: readonly string[] = ['Gap_h', 'Events', 'Mean_depth', 'Max_depth', 'Mean_duration_min'];

export function gapRow({ gapS, events, meanDepthMm, maxDepthMm, meanDurationS }: GapEffect): Cell[] {
  return [gapS / 3600, events, rounded(meanDepthMm, 3), maxDepthMm, rounded(meanDurationS / 60, 1)];
}

export function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
