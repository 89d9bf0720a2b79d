import { stringify } from 'csv-stringify/sync';
import type { Cell, Table } from '../analyses/tables.js';

/** What makes a field need quotes. */
const SPECIAL = /[",\r\n]|^[\s]/;

/**
 * Rows of a table as CSV. Rows without a text that needs quotes, nearly all of them, are joined plainly: csv-stringify takes
 * eight times as long, and the totals of a year, ten thousand rows, are made in every round.
 */
export function csvRows(rows: readonly (readonly Cell[])[]): string {
  let text = '';
  for (const row of rows) {
    let isPlain = true;
    let line = '';
    for (let c = 0; c < row.length; c++) {
      const cell = row[c]!;
      const field = typeof cell === 'number' ? numberText(cell) : cell;
      isPlain &&= typeof cell === 'number' || !SPECIAL.test(field);
      line += c === 0 ? field : `,${field}`;
    }
    text += isPlain
      ? `${line}\n`
      : stringify([row.map((cell) => (typeof cell === 'number' ? numberText(cell) : cell))]);
  }
  return text;
}

/** A table as CSV under its header. */
export function csvBytes({ header, rows }: Table): Uint8Array {
  return Buffer.from(csvRows([header, ...rows]));
}

/** A number in its shortest form; a missing one is `na`. */
export function numberText(value: number): string {
  return Number.isNaN(value) ? 'na' : String(value === 0 ? 0 : value);
}
