import { copyRows, KEPT, SENT, withColumns, type Arrays, type SentColumn } from '../src/domain/columns.js';
import type { HalfReading } from '../src/domain/readings/half.js';
import type { Calibration } from '../src/domain/history/rain-history.js';
import type { YearBucket } from '../src/domain/readings/reading.js';
import { calibratorOf } from '../src/calibration/calibrator.js';
import { mapAsync, type Stage } from './highland.js';
import type { RefusedLine } from '../src/raw/network-line/half-line.js';
import { conflictsAmong, LineFinder } from './kernels/partition/late-lines.js';
import type { ProvisionalRows } from './kernels/settle/provisional.js';
import type { Spill } from './kernels/partition/spill.js';
import { inTimeOrder } from './kernels/settle/time-order.js';
import { forgetUnknownRain } from './kernels/settle/unknown-rain.js';
import { YearTable } from './kernels/settle/year-table.js';
import type { YearLog } from './partition.js';

/** A stretch of readings of a year that were published before, sorted and distinct. */
export interface PublishedRows extends Arrays<SentColumn> {
  readonly count: number;
}

/** The published readings of a gauge's year, in stretches; nothing where there are none. */
export type Published = (gauge: string, year: number) => Iterable<PublishedRows> | AsyncIterable<PublishedRows>;

export interface SettleOptions {
  readonly spill: Spill;
  /** Readings published before come first: they stay, whatever was received now. Default: none. */
  readonly published?: Published;
  /** A guess of how many these are in a year, so that room is made once. Default: 0. */
  readonly publishedRows?: number;
  /** Published readings that stand by a line without an end: the whole line takes their place. Default: none. */
  readonly halves?: Iterable<HalfReading>;
  /** Lines of a gauge that could not be used and carry one of these stamps, of lines without an end. Default: none. */
  readonly refused?: (gauge: string, stampsS: ReadonlySet<number>) => readonly RefusedLine[];
  /**
   * Calibrates what was published, and makes the rain of times of which it is not known NaN. Needed with `published`, and for
   * gauges with a history.
   */
  readonly curves?: { readonly get: (gauge: string) => Calibration | undefined };
  /** A table to work in, for those who settle one year after the other; default: a new one. */
  readonly table?: YearTable;
}

/**
 * Second half of `bucket`: a year's log → its bucket, sorted by time, one reading per stamp: what was published before
 * stays, then the first received; but a reading whose line has no end gives way to one whose line goes on from there, and
 * does not stand where that one could not be used. Memory: the table of one year (see `YearTable`), reused for the next bucket.
 */
export function settle(options: SettleOptions): Stage<YearLog, YearBucket> {
  const { spill, published, publishedRows: guess = 0, curves, table = new YearTable() } = options;
  return mapAsync<YearLog, YearBucket>(async (log) => {
    const { gauge, year, rows, late } = log;
    table.start(rows + guess, provisionalRows(log, options));
    const curve = curves?.get(gauge);
    if (published) {
      if (!curve) throw new Error(`settle: no curve for gauge "${gauge}"`);
      await loadPublished(table, published(gauge, year), curve);
    }
    const publishedRows = table.count;
    table.asPublished();
    for (const segment of inTimeOrder(log.segments)) table.load(segment, spill);
    const { duplicates, conflicts, withdrawn } = table.settle();
    const { count, columns } = table;
    if (curve?.history) forgetUnknownRain(columns, count, curve.history);
    const tally = {
      received: rows,
      published: publishedRows,
      kept: count - publishedRows + withdrawn,
      duplicates,
      conflicts: conflicts.length,
      withdrawn,
    };
    const bucket = {
      gauge,
      year,
      count,
      tally,
      conflictPlaces: conflicts,
      conflicts: () => conflictsAmong(late, spill, conflicts),
      provisional: table.halves,
      replaced: table.replaced,
    };
    return withColumns(bucket, KEPT, columns, count);
  });
}

/** What is known of the year's lines without an end; undefined where it has none. */
function provisionalRows(
  { gauge, late, provisional }: YearLog,
  { spill, halves, refused }: SettleOptions,
): ProvisionalRows | undefined {
  const published = [...(halves ?? [])];
  const { places, stampsS, lines } = provisional;
  if (published.length + places.length === 0) return undefined;
  const [ownLines, lateLines] = [new LineFinder(lines, spill), new LineFinder(late, spill)];
  return {
    places,
    stampsS,
    published,
    halfText: (place) => ownLines.textAt(place),
    lateText: (place) => lateLines.textAt(place),
    refused: refused?.(gauge, new Set([...stampsS, ...published.map(({ stampS }) => stampS)])) ?? [],
  };
}

async function loadPublished(table: YearTable, rows: ReturnType<Published>, curve: Calibration): Promise<void> {
  const toRain = calibratorOf(curve);
  for await (const part of rows) {
    table.reserve(part.count);
    const { columns, count } = table;
    copyRows(SENT, part, columns, { at: count, count: part.count });
    toRain(columns, count, count + part.count);
    table.count += part.count;
  }
}
