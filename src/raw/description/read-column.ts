import type { ColumnRef } from './description.js';
import type { TableReader } from './table-reader.js';

const PATTERN = /^\/(.+)\/(i?)$/;

/** The regular expression `/…/` that a key gives; undefined, and noted, where it gives none. */
export function patternOf(table: TableReader, key: string): RegExp | undefined {
  const text = table.text(key);
  if (text === undefined) return undefined;
  const pattern = PATTERN.exec(text);
  if (!pattern) return table.fail(key, `${JSON.stringify(text)} is no regular expression between two slashes`);
  return compiled(table, key, pattern);
}

function compiled(table: TableReader, key: string, [name, source, flags]: RegExpExecArray): RegExp | undefined {
  try {
    return new RegExp(source!, `u${flags!}`);
  } catch {
    return table.fail(key, `${name} is no regular expression`);
  }
}

/** The column that a key gives; undefined, and noted, where it gives none. */
export function columnOf(table: TableReader, key: string): ColumnRef | undefined {
  const value = table.get(key);
  return value === undefined ? undefined : toColumn(table, key, value);
}

/** Several columns. */
export function columnsOf(table: TableReader, key: string): ColumnRef[] | undefined {
  const value = table.get(key);
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0) return table.fail(key, 'is no list of columns');
  const columns = value.map((item: unknown) => toColumn(table, key, item)).filter((column) => column !== undefined);
  return columns.length === value.length ? columns : undefined;
}

function toColumn(table: TableReader, key: string, value: unknown): ColumnRef | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every((item) => typeof item === 'string' && item.trim() !== ''))
    return table.fail(key, `${JSON.stringify(value)} is no column: a name, a number from 1, or a list of names`);
  const names = (list as string[]).map((name) => {
    const pattern = PATTERN.exec(name);
    return pattern ? compiled(table, key, pattern) : name.trim();
  });
  return names.every((name) => name !== undefined) ? names : undefined;
}
