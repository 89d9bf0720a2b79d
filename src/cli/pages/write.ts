import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS } from '../command-table.js';
import { processHost } from '../host/host.js';
import { buildProgram } from '../program.js';
import { ownVersion } from '../version.js';
import { errorsPage } from './errors-page.js';
import { manPage } from './man-page.js';

/** Writes the pages made from the code: `write.js <file>…`, each known by its ending. */
const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  'pluvio.1': async () => manPage(await buildProgram(processHost(), () => undefined), COMMANDS, ownVersion()),
  'errors.md': errorsPage,
};

for (const file of process.argv.slice(2)) {
  const page = PAGES[path.basename(file)];
  if (!page) throw new Error(`no page is called ${path.basename(file)}; there are ${Object.keys(PAGES).join(', ')}`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, await page());
}
