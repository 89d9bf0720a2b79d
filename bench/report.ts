import { writeFileSync } from 'node:fs';
import { loadResults } from './load-results.js';
import { reportOf } from './report-text.js';

const [json, markdown = 'bench/RESULTS.md'] = process.argv.slice(2);
if (json === undefined) {
  process.stderr.write('npm run bench:report -- RESULTS.json [RESULTS.md]\n');
  process.exitCode = 2;
} else {
  writeFileSync(markdown, reportOf(loadResults(json)));
}
