import { writeFileSync } from 'node:fs';
import { messageOf } from '../src/domain/errors.js';
import { loadResults } from './load-results.js';
import { plotOf } from './plot-svg.js';

const [json = 'results.json', svg = 'bench/end-to-end.svg', name = 'end-to-end'] = process.argv.slice(2);
try {
  const { sections } = loadResults(json);
  const section = sections.find((each) => each.name === name);
  if (!section) throw new Error(`${json} has no section ${name}, but ${sections.map((each) => each.name).join(', ')}`);
  writeFileSync(svg, plotOf(section));
} catch (error) {
  process.stderr.write(
    `${messageOf(error)}\nnpm run bench:plot -- [results.json] [bench/end-to-end.svg] [end-to-end]\n`,
  );
  process.exitCode = 2;
}
