import { csvField } from '../../formats/csv/series-csv.js';
import type { AnswerLines, AnswerTable } from '../api/shared/endpoint.js';

/** A table as CSV, RFC 4180 with LF; missing values are `na`. */
export function csvOf(table: AnswerTable | AnswerLines): Uint8Array {
  const header = `${table.header.join(',')}\n`;
  if ('lines' in table) return Buffer.concat([Buffer.from(header), ...table.lines]);
  const pieces: Buffer[] = [];
  let text = header;
  for (const row of table.rows) {
    for (let i = 0; i < row.length; i++) text += i === 0 ? cell(row[i]!) : `,${cell(row[i]!)}`;
    text += '\n';
    if (text.length < 262_144) continue;
    pieces.push(Buffer.from(text));
    text = '';
  }
  return Buffer.concat([...pieces, Buffer.from(text)]);
}

function cell(value: string | number | null): string {
  if (value === null || value !== value) return 'na';
  return typeof value === 'number' ? String(value) : csvField(value);
}
