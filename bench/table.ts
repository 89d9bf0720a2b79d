import type { SectionResult } from './results.js';

/** A section's rows as text cells, the header first: case, who, then each figure. */
export function cellsOf({ figures, rows }: Pick<SectionResult, 'figures' | 'rows'>): string[][] {
  const header = ['case', 'who', ...figures.map(({ title }) => title)];
  const body = rows.map((row) => [
    row.case,
    row.who,
    ...figures.map(({ name, decimals }) => formatNumber(row.figures[name], decimals)),
  ]);
  return [header, ...body];
}

/** `1,234.50`; an en dash for what is not known. */
export function formatNumber(value: number | undefined, decimals: number): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Columns side by side; the first `leftColumns` to the left, figures to the right. */
export function textTable(cells: readonly (readonly string[])[], leftColumns = 2): string {
  const widths = widthsOf(cells);
  return cells
    .map((row) =>
      row
        .map((cell, i) => (i < leftColumns ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The same as a Markdown table. */
export function markdownTable(cells: readonly (readonly string[])[], leftColumns = 2): string {
  const widths = widthsOf(cells);
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => (i < leftColumns ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i < leftColumns ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(cells[0]!), line(rule), ...cells.slice(1).map(line)].join('\n');
}

function widthsOf(cells: readonly (readonly string[])[]): number[] {
  return cells[0]!.map((_, i) => Math.max(3, ...cells.map((row) => row[i]!.length)));
}
