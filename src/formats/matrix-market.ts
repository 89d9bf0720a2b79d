import type { ByteSink } from '../domain/sink.js';
import { formatDateTime, minutesInYear, yearStartS } from '../domain/time.js';

/** One gauge's column of a matrix: rows ascending, 1-based, values in mm. */
export interface MatrixColumn {
  readonly gauge: string;
  readonly count: number;
  readonly rows: Uint32Array;
  readonly valuesMm: Float64Array;
}

const ENTRIES_A_PAGE = 4096;

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
  columns.forEach(({ count, rows, valuesMm }, i) => {
    for (let start = 0; start < count; start += ENTRIES_A_PAGE) {
      let page = '';
      const end = Math.min(count, start + ENTRIES_A_PAGE);
      for (let k = start; k < end; k++) page += `${rows[k]!} ${i + 1} ${valuesMm[k]!}\n`;
      sink(Buffer.from(page));
    }
  });
}
