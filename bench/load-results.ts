import { readFileSync } from 'node:fs';
import type { BenchResults } from './results.js';

/** The JSON that `npm run bench -- --json FILE` wrote; throws where it is no such file. */
export function loadResults(path: string): BenchResults {
  const results = JSON.parse(readFileSync(path, 'utf8')) as Partial<BenchResults>;
  if (results.format !== 1 || !Array.isArray(results.sections)) {
    throw new Error(`${path} is not the JSON of a benchmark run; expected what "npm run bench -- --json FILE" writes`);
  }
  return results as BenchResults;
}
