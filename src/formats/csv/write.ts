import type { CoverageRun } from '../../analyses/coverage.js';
import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import { yearPath } from '../../domain/paths.js';
import type { YearBucket } from '../../domain/readings/reading.js';
import type { TimeRange } from '../../domain/time/time.js';
import type { OutputFormat } from '../format.js';
import { COVERAGE_HEADER, coverageRow } from './coverage.js';
import { csvReader } from './read.js';
import { writeSeries, type SeriesBuffers } from './series-csv.js';

/** What the CSV files of a gauge's year are made from. */
interface CsvYear {
  readonly bucket: YearBucket;
  readonly runs: readonly CoverageRun[];
}

interface CsvOptions {
  /** The range in which every minute has a row; default: rows are readings alone. */
  readonly filled: TimeRange | undefined;
  /** Room for rows, used again from year to year. */
  readonly room: SeriesBuffers | undefined;
}

/** The files of a year that all others are made from: both series in one pass, and what was observed. */
export const csv = {
  name: 'csv',
  holds: 'series as received and calibrated, what was observed; always made',
  read: csvReader,
  writeYear,
} satisfies OutputFormat & { writeYear: unknown };

/** Makes them under their temporary names. */
function writeYear(
  { bucket, runs }: CsvYear,
  out: OutputFolder,
  { filled, room }: CsvOptions,
): (Fingerprint & { readonly path: string })[] {
  const { gauge, year } = bucket;
  const [raw, treated, coverage] = (['concatenated', 'treated', 'coverage'] as const).map((kind) => {
    const path = yearPath(gauge, year, kind);
    return { path, staged: out.stage(path) };
  });
  writeSeries(bucket, raw!.staged.write, treated!.staged.write, filled, room);
  coverage!.staged.write(Buffer.from(COVERAGE_HEADER));
  for (const run of runs) coverage!.staged.write(Buffer.from(coverageRow(run)));
  return [raw!, treated!, coverage!].map(({ path, staged }) => ({ path, ...staged.finish() }));
}
