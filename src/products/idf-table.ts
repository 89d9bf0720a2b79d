import type { GaugeRain } from '../analyses/gauge-rain.js';
import { FEWEST_YEARS, idf as idfOf, IDF_METHODS, type Idf, type IdfOptions } from '../analyses/idf.js';
import { roundTo } from '../analyses/series/rounding.js';
import { coverageCell, type Cell, type Table } from '../analyses/tables.js';
import type { RainSeries } from '../analyses/series/series.js';
import { WINDOWS_S, windowName } from '../analyses/series/windows.js';
import { formatDateTime } from '../domain/time/time.js';
import type { TableProduct } from './product.js';

export const IDF_HEADER = [
  ...['Part', 'Method', 'Window', 'Year', 'Return_period_y', 'Depth', 'Intensity', 'Low', 'High'],
  ...['Location', 'Scale', 'Shape', 'A', 'B', 'Coverage', 'Note'],
] as const;

const IDF_TEXTS = ['Part', 'Method', 'Note'];

/** A row by its columns; those that its part has no use for are absent. */
export type IdfRow = Partial<Record<(typeof IDF_HEADER)[number], Cell>>;

/** Cells of a row in the order of the header; what is absent is empty. */
export function idfCells(row: IdfRow): Cell[] {
  return IDF_HEADER.map((name) => row[name] ?? '');
}

/** How return periods are told, unless a command says otherwise. */
export const USUAL_IDF: IdfOptions = { windowsS: WINDOWS_S, leastCoverage: 0.9, samples: 200, seed: 1 };

/** A table of a gauge's whole record: of its years that are over. */
export interface RecordProduct extends TableProduct {
  readonly table: (record: GaugeRain) => Table;
}

export const idf = {
  name: 'idf' as const,
  holds: 'annual maxima, return periods, Montana coefficients, of years that are over',
  table: recordTable,
  looks: [
    {
      kind: 'idf',
      holds: 'annual maxima and return periods',
      header: IDF_HEADER.slice(0, 3).join(),
      counts: ['Part', 'Method', 'Window'],
    },
  ],
} satisfies RecordProduct;

function recordTable({ series, firstS, lastS }: GaugeRain): Table {
  return firstS === undefined || lastS === undefined
    ? {
        header: IDF_HEADER,
        texts: IDF_TEXTS,
        rows: [idfCells({ Part: 'note', Note: 'no year of the record is over yet' })],
      }
    : idfTable(series, { firstS, lastS });
}

/** The published table of a gauge's record; where the record is too short, a row of the part `note` says so. */
function idfTable(series: RainSeries, period: { readonly firstS: number; readonly lastS: number }): Table {
  const result = idfOf(series, period, USUAL_IDF);
  const { leastCoverage } = USUAL_IDF;
  const refusal = idfRefusal(result, leastCoverage);
  const notes: IdfRow[] = refusal === undefined ? [] : [{ Part: 'note', Note: refusal }];
  return { header: IDF_HEADER, texts: IDF_TEXTS, rows: [...notes, ...idfRows(result, leastCoverage)].map(idfCells) };
}

/** Annual maxima, fits with their quantiles, and Montana's coefficients, as rows; depths mm, intensities mm/h. */
export function* idfRows(result: Idf, leastCoverage: number): Generator<IdfRow, void, undefined> {
  yield* maximaRows(result, leastCoverage);
  yield* fitRows(result);
}

/** Years that are listed in a refusal. */
const MOST_LISTED = 12;

/** Why there is no GEV and no GPD of all or some windows: too few usable years; undefined where there are enough. */
export function idfRefusal({ maxima, usableYears }: Idf, leastCoverage: number): string | undefined {
  const used = ({ years }: Idf['maxima'][number]): number => years.filter(({ isUsed }) => isUsed).length;
  const windows = maxima.filter((window) => used(window) < FEWEST_YEARS).sort((a, b) => used(a) - used(b));
  const [short] = windows;
  if (short === undefined) return undefined;
  const names = usableYears < FEWEST_YEARS ? '' : ` of ${windows.map(({ windowS }) => windowName(windowS)).join(', ')}`;
  const left = short.years.filter(({ isUsed }) => !isUsed);
  const listed = left.slice(0, MOST_LISTED).map(({ year, coverage }) => `${year} (${Math.floor(coverage * 100)} %)`);
  const more = left.length > MOST_LISTED ? ` and ${left.length - MOST_LISTED} more` : '';
  const which = listed.join(', ') + more;
  return (
    `no GEV and no GPD${names}: ${used(short)} usable years of ${windowName(short.windowS)} maxima, and at least ${FEWEST_YEARS} are needed; ` +
    `SMEV answers from all events` +
    (which === '' ? '' : `. Observed less than ${Math.round(leastCoverage * 100)} %, or dry: ${which}`)
  );
}

function* maximaRows({ maxima }: Idf, leastCoverage: number): Generator<IdfRow, void, undefined> {
  for (const { windowS, years } of maxima)
    for (const { year, rainMm, endS, coverage, isUsed } of years)
      yield {
        Part: 'maximum',
        Window: windowName(windowS),
        Year: year,
        ...depthCells(windowS, rainMm),
        Coverage: coverageCell(coverage),
        Note: isUsed
          ? `until ${formatDateTime(endS!)}`
          : coverage < leastCoverage
            ? `left out: observed less than ${leastCoverage}`
            : 'left out: no rain',
      };
}

function* fitRows({ fits, montana }: Idf): Generator<IdfRow, void, undefined> {
  for (const { method, windowS, location, scale, shape, levels } of fits) {
    const head = { Method: method, Window: windowName(windowS) };
    const Note = IDF_METHODS[method];
    yield { Part: 'fit', ...head, Location: short(location), Scale: short(scale), Shape: short(shape), Note };
    for (const { years, depthMm, lowMm, highMm } of levels)
      yield {
        ...{ Part: 'quantile', ...head, Return_period_y: years, ...depthCells(windowS, depthMm) },
        ...(Number.isNaN(lowMm) ? {} : { Low: roundTo(lowMm, 3), High: roundTo(highMm, 3) }),
      };
  }
  for (const { method, range, years, a, b } of montana)
    yield { Part: 'montana', Method: method, Window: range, Return_period_y: years, A: short(a), B: short(b) };
}

/** Depth of a window, mm, and its intensity, mm/h. */
export function depthCells(windowS: number, depthMm: number): IdfRow {
  return { Depth: roundTo(depthMm, 3), Intensity: roundTo((depthMm * 3600) / windowS, 3) };
}

/** 6 significant digits. */
export function short(value: number): number {
  return Number(value.toPrecision(6));
}
