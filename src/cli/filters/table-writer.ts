import type { Cell } from '../../analyses/tables.js';
import { MAX_NUMBER_BYTES, writeNumber } from '../../kernels/number-text.js';
import { csvRows } from '../../products/table.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';

const PAGE_BYTES = 262_144;
const COMMA = 44;
const LF = 10;

/**
 * Writes a table of numbers as CSV, row by row from columns, without making strings of them; NaN is `na`. A table by the
 * minute has a million numbers a year. Memory: one page.
 */
export class NumberTable {
  private readonly bytes = new Uint8Array(PAGE_BYTES);
  private readonly view = new DataView(this.bytes.buffer);
  private used = 0;

  constructor(
    header: readonly string[],
    private readonly host: Host,
  ) {
    this.used = new TextEncoder().encodeInto(`${header.join(',')}\n`, this.bytes).written;
  }

  async write(count: number, columns: readonly ArrayLike<number>[]): Promise<void> {
    const most = columns.length * MAX_NUMBER_BYTES;
    for (let i = 0; i < count; i++) {
      if (this.used + most > PAGE_BYTES) await this.flush();
      for (const column of columns) {
        this.used = writeNumber(this.view, this.used, column[i]!);
        this.bytes[this.used++] = COMMA;
      }
      this.bytes[this.used - 1] = LF;
    }
  }

  async flush(): Promise<void> {
    if (this.used > 0) await writeOut(this.host, this.bytes.slice(0, this.used));
    this.used = 0;
  }
}

/** A row as a JSON object, a line. */
export function jsonRow(header: readonly string[], row: readonly Cell[]): string {
  const entries = header.map((name, i) => [name, typeof row[i] === 'number' && Number.isNaN(row[i]) ? null : row[i]]);
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}

/** Rows before they are written, and how long they wait for company: a slow input shows its rows at once. */
const ROWS_A_PAGE = 512;
const FLUSH_AFTER_MS = 20;

/** Writes a small table to stdout, as CSV under its header or as JSON lines, as rows come. */
export async function writeTable(
  header: readonly string[],
  rows: AsyncIterable<readonly Cell[]>,
  ndjson: boolean,
  host: Host,
): Promise<void> {
  let page: (readonly Cell[])[] = ndjson ? [] : [header];
  let timer: NodeJS.Timeout | undefined;
  let failure: unknown;
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const text = ndjson ? page.map((row) => jsonRow(header, row)).join('') : csvRows(page);
    page = [];
    if (text !== '') await writeOut(host, text);
  };
  try {
    for await (const row of rows) {
      if (failure !== undefined) throw failure as Error;
      page.push(row);
      if (page.length >= ROWS_A_PAGE) await flush();
      else timer ??= setTimeout(() => void flush().catch((error: unknown) => (failure = error)), FLUSH_AFTER_MS);
    }
    await flush();
  } finally {
    clearTimeout(timer);
  }
}
