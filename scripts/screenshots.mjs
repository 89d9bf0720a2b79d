// The pictures of the documentation: publishes an invented network, serves it, and takes them with Debian's Chromium.
// Needs `npm run build` before. Usage: node scripts/screenshots.mjs [folder]
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { showcase } from '../dist/fixtures/networks/showcase.js';

const COMMAND = path.resolve('dist/bundle/cli/main.js');
const DAYS = 430;
const target = process.argv[2] ?? 'docs/serve';
const folder = mkdtempSync(path.join(tmpdir(), 'pluvio-screenshots-'));
const place = (name, text) => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};

const { files, gaugesCsv, calibCsv } = showcase(Math.floor(Date.now() / 1000), DAYS);
for (const { path: name, text } of files) place(`raw/${name}`, text);
place('gauges.csv', gaugesCsv);
place('calib.csv', calibCsv);
const options = ['--from', 'raw', '--gauges', 'gauges.csv', '--calib', 'calib.csv', '--out', 'out'];
const update = spawnSync(process.execPath, [COMMAND, '--quiet', 'update', ...options], {
  cwd: folder,
  stdio: 'inherit',
});
if (update.status !== 0) process.exit(1);
const server = spawn(
  process.execPath,
  [
    COMMAND,
    '--quiet',
    'serve',
    '--out',
    'out',
    '--port',
    '0',
    '--title',
    'Rain in Montpellier',
    '--time-zone',
    'Europe/Paris',
  ],
  { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
);
const url = await new Promise((resolve) => server.stdout.once('data', (text) => resolve(String(text).trim())));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
mkdirSync(target, { recursive: true });

async function take(query, name, { element, height = 1000, width = 1360 } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, locale: 'en-GB', timezoneId: 'Europe/Paris' });
  await page.goto(`${url}${query}`);
  for (const ready of ['#app:not([aria-busy])', '.plot[data-drawn]', '#panel[aria-busy=false]'])
    await page.waitForSelector(ready);
  await page.waitForTimeout(500);
  const what = element ? page.locator(element) : page;
  await what.screenshot({ path: path.join(target, name) });
  await page.close();
}

await take('?gauge=Polytech', 'page.png', { width: 1440, height: 1040 });
await take('?tab=totals', 'days.png', { element: '.tabs' });
await browser.close();
server.kill();
rmSync(folder, { recursive: true, force: true });
