import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { GAPS_HEADER } from '../../analyses/tables.js';
import { messageOf, PluvioError } from '../../domain/errors.js';
import { formatDateTime } from '../../domain/time/time.js';
import { COVERAGE_HEADER } from '../../formats/csv/coverage.js';
import { QUARANTINE_HEADER } from '../../formats/csv/quarantine-csv.js';
import type { StoredFile } from '../../formats/stored-file.js';
import type { TableLook } from '../../products/product.js';
import { TABLE_PRODUCTS } from '../../products/year-products.js';
import { ownJson } from './inspect-json.js';
import type { TableInspection } from './table-inspection.js';

/** Every table that pluvio makes, by its header. */
// prettier-ignore
const TABLES: readonly TableLook[] = [
  { kind: 'coverage', holds: 'runs in which readings came at a steady interval', header: COVERAGE_HEADER.trim(), span: ['Start', 'End'], sums: ['Readings'], counts: ['Interval_s'] },
  { kind: 'quarantine', holds: 'lines that could not be used', header: QUARANTINE_HEADER.trim(), counts: ['Reason'] },
  ...TABLE_PRODUCTS.flatMap(({ looks }): readonly TableLook[] => looks),
  { kind: 'gaps', holds: 'events by the dry gap between them', header: GAPS_HEADER.join(), span: ['Gap_h', 'Gap_h'] },
  { kind: 'cumulative', holds: 'rain, or coverage, of the last hours, a row a gauge', header: 'site,lon,lat,P', counts: ['site'] },
  { kind: 'accumulate', holds: 'rain of windows, a row a moment', header: 'Timestamp,P', span: ['Timestamp', 'Timestamp'] },
  { kind: 'readings', holds: 'readings, between the filters', header: 'gauge,time,tips', span: ['time', 'time'], sums: ['tips', 'rain_mm'], counts: ['gauge'] },
  { kind: 'last', holds: 'the last rain of gauges', header: 'gauge,start,end,rain_mm', span: ['start', 'end'], counts: ['gauge'] },
];

/** Values of a column that are counted one by one. */
const MOST_VALUES = 12;

/**
 * Looks into a table or JSON file of ours; undefined where it is none, or is a series. Throws INPUT, naming the file, where
 * it is damaged. Memory: a row; of JSON the file.
 */
export async function inspectTable(file: StoredFile): Promise<TableInspection | undefined> {
  const beginning = beginningOf(file);
  if (beginning === undefined) return undefined;
  if (beginning.startsWith('{')) return ownJson(Buffer.from(file.bytes()).toString('utf8'), file.path);
  const [header] = beginning.split('\n');
  const kind = TABLES.find((one) => header!.startsWith(one.header));
  return kind && (await inspectRows(file, kind));
}

/** How it begins; undefined where it cannot be read: whoever opens it as a series or a matrix says why. */
function beginningOf(file: StoredFile): string | undefined {
  try {
    return Buffer.from(file.beginning(1024)).toString('utf8');
  } catch {
    return undefined;
  }
}

async function inspectRows(file: StoredFile, kind: TableLook): Promise<TableInspection> {
  const { span, sums = [], counts = [] } = kind;
  let rows = 0;
  let [first, last]: string[] = [];
  const total = new Map<string, number>();
  const values = new Map(counts.map((column) => [column, new Map<string, number>()]));
  const records = Readable.from(copies(file)).pipe(parse({ columns: true }));
  try {
    for await (const record of records as AsyncIterable<Readonly<Record<string, string>>>) {
      rows++;
      if (span) [first, last] = [first ?? record[span[0]], record[span[1]] ?? last];
      for (const column of sums)
        if (record[column]) total.set(column, (total.get(column) ?? 0) + Number(record[column]));
      for (const [column, seen] of values) seen.set(record[column]!, (seen.get(record[column]!) ?? 0) + 1);
    }
  } catch (cause) {
    throw new PluvioError('INPUT', `Cannot read ${file.path}: ${messageOf(cause)}`, { file: file.path, cause });
  }
  const facts: Record<string, string | number> = { rows };
  if (first !== undefined && last !== undefined) [facts.first, facts.last] = [momentText(first), momentText(last)];
  for (const [column, sum] of total) if (!Number.isNaN(sum)) facts[column] = Math.round(sum * 1e6) / 1e6;
  for (const [column, seen] of values) facts[column] = valuesText(seen);
  return { format: 'csv', kind: kind.kind, holds: kind.holds, facts };
}

/** Pieces that stay as they are while the parser takes its time. */
function* copies(file: StoredFile): Generator<Buffer, void, undefined> {
  for (const piece of file.pieces()) yield Buffer.from(piece);
}

function momentText(text: string): string {
  return /^\d{9,10}$/.test(text) ? formatDateTime(Number(text)) : text;
}

function valuesText(seen: ReadonlyMap<string, number>): string {
  const shown = [...seen].slice(0, MOST_VALUES).map(([value, rows]) => `${value} × ${rows}`);
  return [...shown, ...(seen.size > MOST_VALUES ? [`and ${seen.size - MOST_VALUES} more`] : [])].join(', ');
}

/** An inspection as text that fits a screen. */
export function tableText(file: StoredFile, { format, kind, holds, facts }: TableInspection): string {
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  const lines = Object.entries(facts).map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return [`${file.name}: ${kind}, ${format}: ${holds}`, '', ...lines, ''].join('\n');
}
