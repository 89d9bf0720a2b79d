import type { Cell, Table } from '../analyses/tables.js';

/** What makes csv-stringify quote a field. */
const SPECIAL = /[",\r\n]/;

/**
 * Rows of a table as CSV, byte by byte as csv-stringify writes them. They are joined here, because it takes eight times as long,
 * and the totals of a year, ten thousand rows, are made in every round.
 */
export function csvRows(rows: readonly (readonly Cell[])[]): string {
  let text = '';
  for (const row of rows) {
    for (let c = 0; c < row.length; c++) {
      const cell = row[c]!;
      const field = typeof cell === 'number' ? numberText(cell) : fieldText(cell);
      text += c === 0 ? field : `,${field}`;
    }
    text += '\n';
  }
  return text;
}

/** A small table as CSV under its header. The writer is loaded when the first one is written. */
export async function csvBytes({ header, rows }: Table): Promise<Uint8Array> {
  const { stringify } = await import('csv-stringify/sync');
  return Buffer.from(stringify([header, ...rows], { cast: { number: numberText } }));
}

function fieldText(text: string): string {
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A number in its shortest form; a missing one is `na`. */
export function numberText(value: number): string {
  return Number.isNaN(value) ? 'na' : String(value === 0 ? 0 : value);
}
