import { formatDateTime, type TimeRange } from '../../domain/time/time.js';
import type { LastRain, RainPart } from '../../pipeline/network/last-rain.js';
import { csvBytes } from '../../products/table.js';

/** The forms that `pluvio last` writes; each is good for a terminal or a program alone. */
export const LAST_FORMS = {
  json: jsonText,
  csv: csvText,
  ndjson: (rains: readonly LastRain[]) =>
    rowsOf(rains)
      .map((row) => `${JSON.stringify(objectOf(row))}\n`)
      .join(''),
  table: tableText,
} as const satisfies Record<string, (rains: readonly LastRain[], period: TimeRange) => string | Promise<Uint8Array>>;
export type LastForm = keyof typeof LAST_FORMS;

interface Row extends RainPart {
  readonly gauge: string;
  readonly lastS: number | null;
}

/** A row a gauge, or a gauge and step. */
function rowsOf(rains: readonly LastRain[]): Row[] {
  return rains.flatMap((rain) => (rain.steps ? rain.steps.map((step) => ({ ...rain, ...step })) : [rain]));
}

/** `2024-01-31T23:59:00Z`. */
function iso(timeS: number): string {
  return `${formatDateTime(timeS).replace(' ', 'T')}Z`;
}

/** Down, so that 1 says that nothing is missing. */
function share(coverage: number): number {
  return Math.floor(coverage * 1e4 + 1e-9) / 1e4;
}

function partOf({ rainMm, observedMm, coverage }: RainPart): object {
  return { rain_mm: Number.isNaN(rainMm) ? null : rainMm, coverage: share(coverage), observed_mm: observedMm };
}

function objectOf({ gauge, startS, endS, lastS, ...part }: Row): object {
  const last = lastS === null ? null : iso(lastS);
  return { gauge, start: iso(startS), end: iso(endS), ...partOf({ startS, endS, ...part }), last_reading: last };
}

function jsonText(rains: readonly LastRain[], { startS, endS }: TimeRange): string {
  const gauges = rains.map(({ gauge, lon, lat, lastS, steps, ...whole }) => ({
    ...{ gauge, lon, lat, last_reading: lastS === null ? null : iso(lastS) },
    ...partOf(whole),
    ...(steps
      ? { steps: steps.map((step) => ({ start: iso(step.startS), end: iso(step.endS), ...partOf(step) })) }
      : {}),
  }));
  return `${JSON.stringify({ start: iso(startS), end: iso(endS), unit: 'mm', gauges }, null, 2)}\n`;
}

const HEADER = ['gauge', 'start', 'end', 'rain_mm', 'coverage', 'observed_mm', 'last_reading'];

function cellsOf({ gauge, startS, endS, rainMm, coverage, observedMm, lastS }: Row): string[] {
  const rain = Number.isNaN(rainMm) ? 'na' : String(rainMm);
  const last = lastS === null ? 'na' : formatDateTime(lastS);
  return [gauge, formatDateTime(startS), formatDateTime(endS), rain, String(share(coverage)), String(observedMm), last];
}

function csvText(rains: readonly LastRain[]): Promise<Uint8Array> {
  return csvBytes({ header: HEADER, rows: rowsOf(rains).map(cellsOf) });
}

function tableText(rains: readonly LastRain[]): string {
  const head = ['gauge', 'end', 'rain mm', 'coverage', 'received mm', 'last reading'];
  const rows = rowsOf(rains).map((row) => {
    const [gauge, , end, rain, , observed, last] = cellsOf(row);
    return [gauge!, end!, rain!, `${Math.floor(row.coverage * 1000 + 1e-9) / 10} %`, observed!, last!];
  });
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const isNumber = (i: number): boolean => i > 1 && i < 5;
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (isNumber(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map((row) => `${line(row)}\n`).join('');
}
