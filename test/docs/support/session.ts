import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fixtureNetwork } from '../../../fixtures/networks/network.js';
import { PLUVIO } from '../../support/pluvio.js';

/** What is typed, over the raw files of the demo's network. */
const TYPED = [
  'head -3 raw/Hydropolis/Hydropolis_010124_153500.txt',
  'pluvio run raw --gauge Hydropolis,Polytech --calib calib.csv',
  'pluvio totals --from output --gauge Hydropolis | cut -d, -f2-5',
  'pluvio last 24h --out output',
];
/** Of the picture: px. */
const [LINE_PX, SIGN_PX, EDGE_PX] = [19, 8.4, 16];
const MOST_SIGNS = 100;

/** Types the commands into a shell, in a folder with raw files; gives what the terminal shows, line by line. */
function recorded(): string[] {
  const cwd = mkdtempSync(join(tmpdir(), 'pluvio-session-'));
  try {
    const { history, calibCsv } = fixtureNetwork();
    for (const { path, bytes } of history) {
      const file = join(cwd, 'raw', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    }
    writeFileSync(join(cwd, 'calib.csv'), calibCsv);
    const quiet = '--log-level warn --log-format pretty';
    return TYPED.flatMap((line) => {
      const real = line.replace('pluvio', `"${process.execPath}" "${PLUVIO}" ${quiet}`);
      const shown = execFileSync('sh', ['-c', `{ ${real}; } 2>&1`], { cwd, encoding: 'utf8', timeout: 60_000 });
      return [`$ ${line}`, ...shown.trimEnd().split('\n').flatMap(inRows), ''];
    }).slice(0, -1);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** A line as a terminal breaks it. */
function inRows(line: string): string[] {
  return line.match(new RegExp(`.{1,${MOST_SIGNS}}`, 'g')) ?? [''];
}

/** The session as a picture of a terminal, SVG. */
export function sessionPicture(): string {
  const lines = recorded();
  const height = lines.length * LINE_PX + 2 * EDGE_PX;
  const width = Math.ceil(MOST_SIGNS * SIGN_PX + 2 * EDGE_PX);
  const rows = lines.map((line, i) => {
    const kind = /^\$|^warning/.exec(line)?.[0] ?? '';
    const fill = { $: '#8ddb8c', warning: '#e3b341' }[kind] ?? '#d0d7de';
    const y = EDGE_PX + (i + 1) * LINE_PX - 5;
    return `<text x="${EDGE_PX}" y="${y}" fill="${fill}" xml:space="preserve">${escaped(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ` font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`,
    '<title>A terminal: raw files become year files; the rain of each day, and the last 24 hours</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="#161b22"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
