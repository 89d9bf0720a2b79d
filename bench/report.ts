import { writeFileSync } from 'node:fs';
import { messageOf } from '../src/domain/errors.js';
import { loadResults } from './load-results.js';
import { reportOf } from './report-text.js';

const jsons = process.argv.slice(2);
const markdown = jsons.at(-1)?.endsWith('.md') ? jsons.pop()! : 'bench/RESULTS.md';
try {
  writeFileSync(markdown, reportOf(loadResults(...(jsons.length > 0 ? jsons : ['results.json']))));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\nnpm run bench:report -- [results.json …] [bench/RESULTS.md]\n`);
  process.exitCode = 2;
}
