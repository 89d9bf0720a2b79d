import type { BenchResults, SectionResult } from './results.js';
import { cellsOf, markdownTable } from './table.js';

/** The page of a benchmark run: date, machine, versions, command, and a table for each section. */
export function reportOf(results: BenchResults): string {
  const parts = [
    '# Benchmark results',
    `Made by \`${results.command}\` and \`npm run bench:report\`, ${results.startedAt.slice(0, 10)}. Compare ratios, not seconds: everyone ran in turn on one machine whose speed drifts.`,
    pairsTable('machine', results.machine),
    pairsTable('who', results.versions),
    ...results.skipped.map((line) => `Not measured: ${line}.`),
    ...results.sections.map(sectionText),
  ];
  return `${parts.join('\n\n')}\n`;
}

function pairsTable(title: string, pairs: Readonly<Record<string, string>>): string {
  return markdownTable([[title, ''], ...Object.entries(pairs)]);
}

function sectionText(section: SectionResult): string {
  const parts = [`## ${section.title}`, section.method];
  if (section.rows.length > 0) parts.push(markdownTable(cellsOf(section)));
  return [...parts, ...section.skipped.map((line) => `Not measured: ${line}`)].join('\n\n');
}
