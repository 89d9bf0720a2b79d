import type { CounterSpec, ValueSpec } from './description.js';
import { columnOf, patternOf } from './read-column.js';
import type { TableReader } from './table-reader.js';

/** Lines that may stand lower before a counter comes back. */
const MOST_GLITCH = 100;

/** The key `value`. */
export function readValue(root: TableReader): ValueSpec | undefined {
  const table = root.inner('value');
  if (!table) return root.has('value') ? undefined : root.fail('value', 'is missing: { column = …, kind = "tips" }');
  const column = columnOf(table, 'column');
  const not = patternOf(table, 'not');
  const kind = table.choice('kind', ['tips', 'mm', 'inch', 'event', 'counter']);
  const unit = table.choice('unit', ['tips', 'mm', 'inch']);
  const counter = counterOf(table);
  const factor = table.positive('factor') ?? 1;
  const tipMm = table.positive('tip_mm');
  const empty = table.choice('empty', ['pass', 'missing']);
  table.noOthers();
  if (kind === undefined)
    return table.has('kind') ? undefined : table.fail('kind', 'is missing: "tips", "mm", "inch", "event" or "counter"');
  if (column === undefined && kind !== 'event')
    return table.has('column') ? undefined : table.fail('column', 'is missing');
  if (unit !== undefined && kind !== 'counter')
    return table.fail('unit', 'is for a counter; kind says what the column has');
  const of = kind === 'counter' ? (unit ?? 'tips') : kind === 'event' ? 'tips' : kind;
  if (kind !== 'counter' && ['wrap', 'reset', 'glitch', 'first'].some((key) => table.has(key)))
    return table.fail('kind', 'wrap, reset, glitch and first are for a counter');
  if (tipMm !== undefined && of === 'tips' && kind !== 'event' && factor !== 1)
    return table.fail('factor', 'tips are counted as they are');
  return {
    ...{ column, unit: of, factor, isEvent: kind === 'event' },
    empty: empty ?? (kind === 'event' ? 'pass' : 'missing'),
    ...(not === undefined ? {} : { not }),
    ...(kind === 'counter' ? { counter } : {}),
    ...(tipMm === undefined ? {} : { tipMm }),
  };
}

function counterOf(table: TableReader): CounterSpec {
  const wrap = table.positive('wrap');
  const reset = table.choice('reset', ['zero', 'keep']);
  const glitch = table.whole('glitch', 0) ?? 0;
  const first = table.choice('first', ['zero', 'skip', 'rain']) ?? 'zero';
  if (glitch > MOST_GLITCH) table.fail('glitch', `is a number of lines, at most ${MOST_GLITCH}`);
  return {
    ...{ glitch, first },
    ...(wrap === undefined ? {} : { wrap }),
    ...(reset === undefined ? {} : { reset }),
  };
}
