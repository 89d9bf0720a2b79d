// The long run of the fault tests, and its figures as a table.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'pluvio-faults-'));
const figures = join(folder, 'figures.jsonl');
const { status } = spawnSync(
  process.execPath,
  ['node_modules/ava/entrypoints/cli.mjs', '--timeout=20m', 'dist/test/faults/**/*.test.js', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, PLUVIO_FAULTS: 'long', PLUVIO_FAULTS_FIGURES: figures } },
);
const rows = existsSync(figures)
  ? readFileSync(figures, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
// Several tests of a kind are one line.
const sums = new Map();
for (const { what, tried, detail } of rows) {
  const line = `${what}\n${detail}`;
  sums.set(line, { what, detail, tried: tried + (sums.get(line)?.tried ?? 0) });
}
console.log('\n| tried | how many | came to |\n|---|---:|---|');
for (const { what, tried, detail } of [...sums.values()].sort((a, b) => (a.what < b.what ? -1 : 1)))
  console.log(`| ${what} | ${tried.toLocaleString('en')} | ${detail} |`);
rmSync(folder, { recursive: true });
process.exitCode = status ?? 1;
