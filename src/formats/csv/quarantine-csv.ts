import type { Reject } from '../../domain/readings/reading.js';
import { compareText } from '../../domain/text/compare-text.js';
import { timeInName } from '../../raw/network-line/file-name.js';
import { csvField } from './series-csv.js';

/** The reason of lines that were understood later, and are in the series now. */
export const REPLAYED = 'replayed';

export const QUARANTINE_HEADER = 'Source,Line,Reason,Text\n';

/** A line of the quarantine: its row, and what it is sorted by. */
export interface QuarantineRow {
  /** Time in the source's name, Unix seconds; Infinity where there is none. */
  readonly timeS: number;
  readonly source: string;
  readonly line: number;
  readonly reason: string;
  /** The row as it stands in the file, with its newline. */
  readonly row: string;
}

export function quarantineRow({
  source,
  line,
  reason,
  text,
}: Pick<Reject, 'source' | 'line' | 'reason' | 'text'>): QuarantineRow {
  return rowOf(source.name, line, reason, `${csvField(source.name)},${line},${reason},${csvField(text)}\n`);
}

/** The row of a line that was understood later. */
export function replayedRow({ source, line }: Pick<QuarantineRow, 'source' | 'line'>, text: string): QuarantineRow {
  return rowOf(source, line, REPLAYED, `${csvField(source)},${line},${REPLAYED},${csvField(text)}\n`);
}

function rowOf(source: string, line: number, reason: string, row: string): QuarantineRow {
  return { timeS: timeInName(source) ?? Infinity, source, line, reason, row };
}

/** The text of a row. */
export function quarantineText(row: string): string {
  const head = ROW_HEAD.exec(row)?.[0] ?? '';
  const field = row.slice(head.length, -1);
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
}

/** By the time in the source's name, source, line, reason, text; 0 only for the same row. */
export function compareQuarantineRows(a: QuarantineRow, b: QuarantineRow): number {
  if (a.timeS !== b.timeS) return a.timeS < b.timeS ? -1 : 1;
  return (
    compareText(a.source, b.source) || a.line - b.line || compareText(a.reason, b.reason) || compareText(a.row, b.row)
  );
}

/** The rows of a quarantine file (a text may span lines), from its pieces. */
export function* readQuarantine(pieces: Iterable<Uint8Array>): Generator<QuarantineRow, void, undefined> {
  const reader = new QuarantineReader();
  for (const piece of pieces) yield* reader.take(piece);
  yield* reader.finish();
}

/** Reads a quarantine file as its pieces come; memory: the longest row and a piece. */
export class QuarantineReader {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private rest = '';
  private isHeader = true;

  /** The rows that end in this piece. */
  *take(piece: Uint8Array): Generator<QuarantineRow, void, undefined> {
    this.rest += this.decoder.decode(piece, { stream: true });
    let start = 0;
    for (let end = endOfRow(this.rest, 0); end > 0; start = end, end = endOfRow(this.rest, start)) {
      if (!this.isHeader) yield parseRow(this.rest.slice(start, end));
      this.isHeader = false;
    }
    this.rest = this.rest.slice(start);
  }

  /** A last row without its newline. */
  *finish(): Generator<QuarantineRow, void, undefined> {
    if (this.rest !== '' && !this.isHeader) yield parseRow(`${this.rest}\n`);
  }
}

/** The position after the newline that ends the row at `start`; 0 where it is not there yet. */
function endOfRow(text: string, start: number): number {
  let quotes = 0;
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 34) quotes++;
    else if (char === 10 && quotes % 2 === 0) return at + 1;
  }
  return 0;
}

/** Source, line and reason of a row; only a source can be quoted before them. */
const ROW_HEAD = /^(?:"((?:[^"]|"")*)"|([^,]*)),(\d+),([a-z-]+),/;

function parseRow(row: string): QuarantineRow {
  const match = ROW_HEAD.exec(row);
  const source = match?.[1]?.replaceAll('""', '"') ?? match?.[2] ?? '';
  return rowOf(source, Number(match?.[3] ?? 0), match?.[4] ?? '', row);
}
