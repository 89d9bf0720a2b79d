import { table } from './summary-text.js';

/** Shortest that the first column is cut to. */
const LEAST_NAME = 8;

/**
 * A table that is no wider than `columns`: the first of `dispensable` goes first, and in the end what stands in the first column is
 * cut, with `…`.
 */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  dispensable: readonly string[],
  columns: number,
): string[] {
  const gone = new Set<string>();
  for (const title of [undefined, ...dispensable]) {
    if (title !== undefined) gone.add(title);
    const lines = without(gone, head, rows);
    if (widthOf(lines) <= columns) return lines;
  }
  const width = widthOf(without(gone, head, rows));
  const longest = Math.max(...[head, ...rows].map((row) => row[0]!.length));
  const most = Math.max(LEAST_NAME, longest - (width - columns));
  const cut = rows.map(([name = '', ...rest]) => [name.length > most ? `${name.slice(0, most - 1)}…` : name, ...rest]);
  return without(gone, head, cut);
}

function without(gone: ReadonlySet<string>, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const kept = (row: readonly string[]): string[] => row.filter((_, i) => !gone.has(head[i]!));
  return table(kept(head), rows.map(kept));
}

function widthOf(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => line.length));
}
