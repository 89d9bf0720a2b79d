import { writeFileSync } from 'node:fs';
import { loadResults } from './load-results.js';
import { plotOf } from './plot-svg.js';

const [json, svg = 'bench/results.svg', name = 'end-to-end'] = process.argv.slice(2);
const section = json === undefined ? undefined : loadResults(json).sections.find((each) => each.name === name);
if (section === undefined) {
  process.stderr.write('npm run bench:plot -- RESULTS.json [OUT.svg] [SECTION]: a section that is in the results\n');
  process.exitCode = 2;
} else {
  writeFileSync(svg, plotOf(section));
}
