import type { BenchResults, Figure, Row, SectionResult } from './results.js';
import { formatNumber } from './table.js';

/** Every figure that both runs have, side by side, with after ÷ before: a header and rows of text cells. */
export function compareResults(before: BenchResults, after: BenchResults): string[][] {
  const rows = before.sections.flatMap((section) => {
    const other = after.sections.find(({ name }) => name === section.name);
    return other ? section.rows.flatMap((row) => compareRow(section, row, other)) : [];
  });
  return [['section', 'case', 'who', 'figure', 'before', 'after', 'after ÷ before'], ...rows];
}

function compareRow(section: SectionResult, row: Row, otherSection: SectionResult): string[][] {
  const other = otherSection.rows.find((each) => each.case === row.case && each.who === row.who);
  return section.figures.flatMap((figure) => compareFigure(section.name, row, figure, other?.figures[figure.name]));
}

function compareFigure(section: string, row: Row, { name, title, decimals }: Figure, after?: number): string[][] {
  const before = row.figures[name];
  if (before === undefined || after === undefined) return [];
  const shown = [before, after].map((value) => formatNumber(value, decimals));
  return [[section, row.case, row.who, title, ...shown, formatNumber(after / before, 2)]];
}
