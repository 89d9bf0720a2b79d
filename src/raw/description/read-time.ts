import { compileFormat } from '../described/time/time-format.js';
import { isZoneName } from '../described/time/zone.js';
import { offsetOf } from './offset.js';
import { columnOf, columnsOf } from './read-column.js';
import type { ColumnRef, TimeForm, TimePart, TimeSpec, ZoneSpec } from './description.js';
import type { TableReader } from './table-reader.js';

const PARTS: readonly TimePart[] = ['year', 'month', 'day', 'day_of_year', 'hour', 'minute', 'second', 'hhmm'];
/** `GMT-07:00`, `UTC+1`, `GMT +0100`, `TZUTC+1`, and `(UTC)` alone. */
const HEADER_ZONE = /(?:\b|TZ)(?:GMT|UTC)\s*(?:([+-]\s*\d{1,2}):?(\d\d)?)?/;

/** The key `time`. */
export function readTime(root: TableReader): TimeSpec | undefined {
  const table = root.inner('time');
  if (!table)
    return root.has('time') ? undefined : root.fail('time', 'is missing: { column = …, format = …, zone = … }');
  const zone = zoneOf(table);
  const partsTable = table.inner('parts');
  if (partsTable) {
    const parts = PARTS.filter((part) => partsTable.has(part));
    const columns = parts.map((part) => columnOf(partsTable, part)).filter((column) => column !== undefined);
    partsTable.noOthers();
    const isDay = ['month', 'day'].every((part) => partsTable.has(part)) || partsTable.has('day_of_year');
    if (!partsTable.has('year') || !isDay) table.fail('parts', 'needs year, and month and day or day_of_year');
    table.noOthers();
    if (zone === undefined || columns.length < parts.length) return undefined;
    return { form: { kind: 'parts' }, columns, parts, zone };
  }
  const single = columnOf(table, 'column');
  const several = columnsOf(table, 'columns');
  const columns: readonly ColumnRef[] | undefined = single === undefined ? several : [single];
  const form = formOf(table);
  table.noOthers();
  if (!table.has('column') && !table.has('columns')) table.fail('column', 'is missing: column, columns or parts');
  if (zone === undefined || form === undefined || !columns) return undefined;
  if (columns.length > 1 && form.kind !== 'strptime')
    return table.fail('columns', 'several columns are for a form of strptime');
  return { form, columns, parts: [], zone };
}

function formOf(table: TableReader): TimeForm | undefined {
  const formats = table.texts('format');
  if (!formats)
    return table.has('format')
      ? undefined
      : table.fail('format', 'is missing: such as "%Y-%m-%d %H:%M:%S", or "unix s"');
  const [first] = formats;
  if (formats.length === 1 && (first === 'unix s' || first === 'unix' || first === 'unix ms'))
    return { kind: 'unix', unit: first === 'unix ms' ? 'ms' : 's' };
  if (formats.length === 1 && first === 'excel') return { kind: 'excel' };
  for (const format of formats) {
    const problem = compileFormat(format).problem;
    if (problem !== undefined) return table.fail('format', problem);
  }
  return { kind: 'strptime', formats };
}

function zoneOf(table: TableReader): ZoneSpec | undefined {
  const text = table.text('zone') ?? 'UTC';
  if (text === 'header') return { header: HEADER_ZONE };
  const offset = offsetOf(text);
  if (offset !== undefined) return offset;
  if (isZoneName(text)) return text;
  return table.fail(
    'zone',
    `"${text}" is no zone; expected "UTC", "+01:00", a name such as "Europe/Paris", or "header"`,
  );
}
