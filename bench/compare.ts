import { compareResults } from './compare-results.js';
import { loadResults } from './load-results.js';
import { textTable } from './table.js';

const [before, after] = process.argv.slice(2);
if (before === undefined || after === undefined) {
  process.stderr.write('npm run bench:compare -- BEFORE.json AFTER.json\n');
  process.exitCode = 2;
} else {
  process.stdout.write(`${textTable(compareResults(loadResults(before), loadResults(after)), 4)}\n`);
}
