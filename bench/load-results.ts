import { readFileSync } from 'node:fs';
import type { BenchResults } from './results.js';

/**
 * The JSON that `npm run bench -- --json FILE` wrote; throws where it is no such file. Several, of a run made in parts,
 * are taken as one: the first one's machine and date, everyone's sections and versions.
 */
export function loadResults(...paths: readonly string[]): BenchResults {
  const [first, ...others] = paths.map(loadOne);
  return others.reduce(
    (joined, next) => ({
      ...joined,
      command: `${joined.command}\`, \`${next.command}`,
      versions: { ...joined.versions, ...next.versions },
      skipped: [...new Set([...joined.skipped, ...next.skipped])],
      sections: [...joined.sections, ...next.sections],
    }),
    first!,
  );
}

function loadOne(path: string): BenchResults {
  const results = JSON.parse(readFileSync(path, 'utf8')) as Partial<BenchResults>;
  if (results.format !== 1 || !Array.isArray(results.sections)) {
    throw new Error(`${path} is not the JSON of a benchmark run; expected what "npm run bench -- --json FILE" writes`);
  }
  return results as BenchResults;
}
