import { columnKind, type Cell, type Table } from '../../analyses/tables.js';
import { parseDateTime } from '../../domain/time/time.js';
import { Bytes } from '../bytes.js';
import { ColumnEncoder, MOST_ROWS, TYPE } from './column.js';
import { ParquetWriter, type MeaningfulColumn, type Texts } from './writer.js';

/** A table of an analysis as Parquet: times as UTC timestamps, texts, and numbers, in which `na` and NaN are null. */
export function tableParquet(title: string, { header, rows, texts, counts }: Table): Uint8Array {
  const bytes = new Bytes();
  const columns = header.map((name) => (counts?.includes(name) ? countColumn(name) : columnOf(name, texts)));
  const writer = new ParquetWriter(columns, new ColumnEncoder(), (part) => bytes.append(part), title);
  for (let start = 0; start < rows.length; start += MOST_ROWS) {
    const group = rows.slice(start, start + MOST_ROWS);
    writer.writeGroup(
      columns.map(({ meaning }, c) =>
        valuesOf(
          meaning,
          group.map((row) => row[c]!),
        ),
      ),
    );
  }
  writer.finish({ times: 'UTC; a period or window is (start, end]', unit: 'mm, mm/h' });
  return bytes.written;
}

function countColumn(name: string): MeaningfulColumn {
  return { name, type: TYPE.int32, meaning: 'count', nullable: false, steady: false };
}

function columnOf(name: string, texts: Table['texts']): MeaningfulColumn {
  const kind = columnKind(name, texts);
  const type = { time: TYPE.int64, text: TYPE.bytes, number: TYPE.double }[kind];
  return { name, type, meaning: kind, nullable: true, steady: kind === 'time' };
}

function valuesOf(meaning: MeaningfulColumn['meaning'], cells: readonly Cell[]): Float64Array | Texts {
  if (meaning === 'time') return Float64Array.from(cells, millisecondsOf);
  if (meaning === 'number' || meaning === 'count')
    return Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : NaN));
  const places = new Map<string, number>();
  const indices = Float64Array.from(cells, (cell) => {
    if (cell === 'na' || typeof cell === 'number') return NaN;
    if (!places.has(cell)) places.set(cell, places.size);
    return places.get(cell)!;
  });
  return { words: [...places.keys()], places: indices };
}

function millisecondsOf(cell: Cell): number {
  const timeS = typeof cell === 'string' ? parseDateTime(cell) : undefined;
  return timeS === undefined ? NaN : timeS * 1000;
}
