import type { Row, SectionResult } from './results.js';
import { formatNumber } from './table.js';

const WIDTH = 720;
/** The widest a character of a label is, about. */
const CHARACTER_WIDTH = 7.5;
const LEAST_LABEL_WIDTH = 110;
const VALUE_WIDTH = 90;
const BAR_HEIGHT = 24;
const BAR_STEP = 32;
const TITLE_HEIGHT = 58;
const CASE_HEIGHT = 34;
const MARGIN = 18;
/** The bars that the page is about. */
const OURS = 'pluvio';

/** Colours of their own in light and in dark surroundings; no background, so that the page's shows. */
const STYLE = `
    text { font: 14px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2933 }
    .title { font-size: 17px; font-weight: 600 }
    .note, .case { fill: #52606d }
    .case { font-weight: 600 }
    .bar { fill: #9aa5b1 }
    .ours { fill: #1273c4 }
    .value { font-variant-numeric: tabular-nums }
    @media (prefers-color-scheme: dark) {
      text { fill: #e4e7eb }
      .note, .case { fill: #9aa5b1 }
      .bar { fill: #616e7c }
      .ours { fill: #47a3f3 }
    }`;

/** Horizontal bars of the section's plotted figure, a group a case, all to one scale, as an SVG document. */
export function plotOf(section: SectionResult): string {
  const figure = section.figures.find(({ name }) => name === section.plotted);
  if (!figure) throw new Error(`section ${section.name} has no figure ${section.plotted}`);
  const rows = section.rows.filter((row) => row.figures[figure.name] !== undefined);
  const most = Math.max(...rows.map((row) => row.figures[figure.name]!));
  const labelWidth = Math.max(LEAST_LABEL_WIDTH, ...rows.map(({ who }) => CHARACTER_WIDTH * who.length + 10));
  const longest = WIDTH - 2 * MARGIN - labelWidth - VALUE_WIDTH;
  const parts: string[] = [];
  let y = TITLE_HEIGHT;
  for (const [name, group] of groupsOf(rows)) {
    parts.push(text(MARGIN, y + 22, name, 'case'));
    y += CASE_HEIGHT;
    for (const row of group) {
      const value = row.figures[figure.name]!;
      const said = { who: row.who, value: formatNumber(value, figure.decimals) };
      parts.push(bar(said, MARGIN + labelWidth, y, (longest * value) / most));
      y += BAR_STEP;
    }
  }
  const height = y + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
  <title>${escaped(`${section.title}: ${figure.title}`)}</title>
  <style>${STYLE}
  </style>
  ${[text(MARGIN, 28, section.title, 'title'), text(MARGIN, 48, figure.title, 'note'), ...parts].join('\n  ')}
</svg>
`;
}

function groupsOf(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.case, [...(groups.get(row.case) ?? []), row]);
  return groups;
}

/** A row's bar: who it is about stands before it, the value after it. */
function bar({ who, value }: { who: string; value: string }, x: number, y: number, width: number): string {
  const length = Math.max(1, width).toFixed(1);
  const baseline = y + BAR_HEIGHT - 7;
  return [
    text(MARGIN, baseline, who, ''),
    `<rect class="bar${who === OURS ? ' ours' : ''}" x="${x}" y="${y}" width="${length}" height="${BAR_HEIGHT}" rx="3"/>`,
    text(x + Number(length) + 8, baseline, value, 'value'),
  ].join('');
}

function text(x: number, y: number, content: string, className: string): string {
  return `<text x="${x}" y="${y}"${className && ` class="${className}"`}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
