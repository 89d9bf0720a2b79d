import type { ByteSink } from '../../domain/storage/sink.js';
import { formatDateTime, minutesInYear, yearStartS } from '../../domain/time/time.js';
import { MAX_NUMBER_BYTES, writeCount, writeNumber } from '../../kernels/number-text.js';

/** One gauge's column of a matrix: rows ascending, 1-based, values in mm. */
export interface MatrixColumn {
  readonly gauge: string;
  readonly count: number;
  readonly rows: Uint32Array;
  readonly valuesMm: Float64Array;
}

const LF = 10;
const SPACE = 32;
const PAGE_BYTES = 65_536;
const MAX_ENTRY_BYTES = 3 * MAX_NUMBER_BYTES;

/**
 * Writes Matrix Market coordinate text (NIST, "Matrix Market: File Formats"): `real general`, 1-based, the entries by
 * column, then row. Comments name the gauges, the first minute and the unit.
 */
export function writeMatrixMarket(year: number, columns: readonly MatrixColumn[], sink: ByteSink): void {
  const entries = columns.reduce((sum, { count }) => sum + count, 0);
  const startS = yearStartS(year);
  const head = [
    '%%MatrixMarket matrix coordinate real general',
    '% rain per minute; row = 1-based minute of the UTC year, column = gauge',
    '% unit: mm',
    `% first minute: ${formatDateTime(startS)} UTC (Unix ${String(startS)})`,
    ...columns.map(({ gauge }, i) => `% column ${String(i + 1)}: ${gauge}`),
    `${String(minutesInYear(year))} ${String(columns.length)} ${String(entries)}`,
  ];
  sink(Buffer.from(`${head.join('\n')}\n`));
  const page = new Uint8Array(Math.min(PAGE_BYTES, (entries + 1) * MAX_ENTRY_BYTES));
  const view = new DataView(page.buffer);
  let at = 0;
  columns.forEach(({ count, rows, valuesMm }, i) => {
    for (let k = 0; k < count; k++) {
      at = writeCount(view, at, rows[k]!);
      page[at++] = SPACE;
      at = writeCount(view, at, i + 1);
      page[at++] = SPACE;
      at = writeNumber(view, at, valuesMm[k]!);
      page[at++] = LF;
      if (at + MAX_ENTRY_BYTES <= page.length) continue;
      sink(page.subarray(0, at));
      at = 0;
    }
  });
  if (at > 0) sink(page.subarray(0, at));
}
