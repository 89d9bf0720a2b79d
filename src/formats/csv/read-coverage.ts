import type { CoverageRun } from '../../analyses/coverage.js';
import { PluvioError } from '../../domain/errors.js';
import { parseDateTime } from '../../domain/time/time.js';
import { COVERAGE_HEADER } from './coverage.js';

/** Reads a coverage table as written by `coverageRow`. Throws DAMAGED with file and line where it is none. */
export function readCoverage(bytes: Uint8Array, file: string): CoverageRun[] {
  const [header, ...rows] = Buffer.from(bytes).toString('utf8').split('\n');
  const fail = (line: number, why: string): never => {
    throw new PluvioError('DAMAGED', `Cannot read the coverage ${file}: ${why}, at line ${line}`, { file, line });
  };
  if (`${header!}\n` !== COVERAGE_HEADER) fail(1, `the header is not "${COVERAGE_HEADER.trim()}"`);
  if (rows.pop() !== '') fail(rows.length + 2, 'the file ends within a line');
  return rows.map((row, i) => {
    const [start, end, interval, readings] = row.split(',');
    const firstS = parseDateTime(start ?? '');
    const lastS = parseDateTime(end ?? '');
    const intervalS = interval === 'na' ? undefined : Number(interval);
    if (firstS === undefined || lastS === undefined || Number.isNaN(intervalS) || !(Number(readings) > 0))
      return fail(i + 2, `"${row}" is no run`);
    return { firstS, lastS, intervalS, readings: Number(readings) };
  });
}
