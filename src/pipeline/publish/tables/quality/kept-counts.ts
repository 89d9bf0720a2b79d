import { createHash } from 'node:crypto';
import { observedRuns, type ReadingRun } from '../../../../analyses/series/series.js';
import type { OutputFolder } from '../../../../domain/storage/output-folder.js';
import type { ManifestFile } from '../../../../domain/manifest.js';
import { countsPath, yearFileName } from '../../../../domain/paths.js';
import type { YearBucket } from '../../../../domain/readings/reading.js';
import { CountsReader, type YearCounts } from './counts.js';

const SHA_BYTES = 32;

/** What counts are of, by a year's files: hex of a hash of the concatenated series and the coverage; undefined where one is missing. */
export function countsKey({ gauge, year }: YearPlace, files: readonly ManifestFile[]): string | undefined {
  const hashes = (['concatenated', 'coverage'] as const).map(
    (kind) => files.find(({ name }) => name === yearFileName(gauge, year, kind))?.sha256,
  );
  return hashes.includes(undefined) ? undefined : createHash('sha256').update(hashes.join()).digest('hex');
}

/**
 * Keeps a year's counts beside the journal, for whoever finds its files to have this key: in this machine's order of bytes, as another one's is not understood and made anew.
 */
export function keepCounts(out: OutputFolder, place: YearPlace, counts: YearCounts, key: string): void {
  const { timeS, tips, battery } = counts.counts;
  const odd = counts.oddSteps.flatMap(({ fromS, toS, offS }) => [fromS, toS, offS]);
  const numbers = [Float64Array.of(timeS.length), timeS, tips, battery, Float64Array.from(odd)];
  const path = countsPath(place.gauge, place.year);
  const staged = out.stage(path);
  staged.write(Buffer.from(key, 'hex'));
  for (const { buffer, byteOffset, byteLength } of numbers)
    staged.write(new Uint8Array(buffer, byteOffset, byteLength));
  staged.finish();
  out.commit(path);
}

interface YearPlace {
  readonly gauge: string;
  readonly year: number;
}

/** Keeps them as a year is made, where they are kept of it: tables of flags are then made of them. */
export function keepCountsOf(
  out: OutputFolder,
  bucket: YearBucket,
  runs: Iterable<ReadingRun>,
  files: readonly ManifestFile[],
): void {
  const key = countsKey(bucket, files);
  if (key === undefined || out.sizeBytes(countsPath(bucket.gauge, bucket.year)) === undefined) return;
  const { count, timeS, tips, battery } = bucket;
  const reader = new CountsReader(observedRuns(runs));
  reader.take({ count, timeS: timeS.data, tips: tips.data, battery: battery.data });
  keepCounts(out, bucket, reader.found(), key);
}

/** What was kept of a year with these files; undefined where that is not here, or not whole. */
export function keptCounts(
  out: OutputFolder,
  { gauge, year }: YearPlace,
  files: readonly ManifestFile[],
): YearCounts | undefined {
  const key = countsKey({ gauge, year }, files);
  const bytes = out.read(countsPath(gauge, year));
  if (!bytes || Buffer.from(bytes.subarray(0, SHA_BYTES)).toString('hex') !== key) return undefined;
  if (bytes.length % 8 !== 0) return undefined;
  const numbers = new Float64Array(Uint8Array.from(bytes.subarray(SHA_BYTES)).buffer);
  const [count = -1] = numbers;
  const odd = numbers.subarray(1 + 3 * count);
  if (!(count >= 0) || 1 + 3 * count > numbers.length || odd.length % 3 !== 0) return undefined;
  const column = (k: number): Float64Array => numbers.subarray(1 + k * count, 1 + (k + 1) * count);
  return {
    counts: { timeS: column(0), tips: column(1), battery: column(2) },
    oddSteps: Array.from({ length: odd.length / 3 }, (_, i) => ({
      fromS: odd[3 * i]!,
      toS: odd[3 * i + 1]!,
      offS: odd[3 * i + 2]!,
    })),
  };
}
