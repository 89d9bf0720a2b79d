import type { Manifest, ManifestFile } from '../domain/manifest.js';
import type { WantedGauge } from '../domain/network.js';
import type { Fingerprint, OutputFolder } from '../domain/output-folder.js';
import { yearFileName, yearFolder, yearPath } from '../domain/paths.js';
import { compareText } from '../domain/raw-name.js';
import type { YearBucket, YearMatrix, YearTally } from '../domain/reading.js';
import { roundMm } from '../calibration/curve.js';
import { COVERAGE_HEADER, coverageRow, coverageRuns } from '../formats/coverage.js';
import { writeMatrixMarket } from '../formats/matrix-market.js';
import { writeSeries } from '../formats/series-csv.js';

/** What a year's files are made with, beside its readings. */
export interface YearPlan {
  readonly gauge: WantedGauge;
  readonly version: string;
  /** The manifest of what was published before. */
  readonly base: Manifest | undefined;
  /** Lines rejected in this run that stood among this year's readings. */
  readonly quarantined: number;
}

/** Makes every file of a gauge's year under its temporary name, in one pass a file; gives the manifest to be. */
export function stageYear(matrix: YearMatrix, plan: YearPlan, out: OutputFolder): Manifest {
  const { gauge, year } = matrix;
  const files: ManifestFile[] = [
    ...stageSeries(matrix, out),
    named(gauge, year, 'sparse', stageMatrix(matrix, out)),
    named(gauge, year, 'coverage', stageCoverage(matrix, out)),
  ];
  const { count, timeS, triplets } = matrix;
  return {
    software: { name: 'pluvio', version: plan.version },
    format: 1,
    gauge,
    year,
    readings: count,
    firstS: count > 0 ? timeS.get(0) : null,
    lastS: count > 0 ? timeS.get(count - 1) : null,
    wetMinutes: triplets.count,
    rainMm: totalRain(matrix),
    calibration: plan.gauge.curve,
    accounting: accountingOf(matrix.tally, plan),
    files: files.sort((a, b) => compareText(a.name, b.name)),
  };
}

/** Over all runs that brought new readings: a run that brings none leaves the books as they are. */
function accountingOf(
  { kept, duplicates, conflicts }: YearTally,
  { base, quarantined }: YearPlan,
): Manifest['accounting'] {
  const before = base?.accounting ?? { linesRead: 0, kept: 0, duplicates: 0, conflicts: 0, quarantined: 0 };
  if (kept === 0) return before;
  return {
    linesRead: before.linesRead + kept + duplicates + conflicts + quarantined,
    kept: before.kept + kept,
    duplicates: before.duplicates + duplicates,
    conflicts: before.conflicts + conflicts,
    quarantined: before.quarantined + quarantined,
  };
}

function stageSeries(bucket: YearBucket, out: OutputFolder): ManifestFile[] {
  const { gauge, year } = bucket;
  const raw = out.stage(yearPath(gauge, year, 'concatenated'));
  const treated = out.stage(yearPath(gauge, year, 'treated'));
  writeSeries(bucket, raw.write, treated.write);
  return [named(gauge, year, 'concatenated', raw.finish()), named(gauge, year, 'treated', treated.finish())];
}

function stageMatrix({ gauge, year, triplets }: YearMatrix, out: OutputFolder): Fingerprint {
  const file = out.stage(yearPath(gauge, year, 'sparse'));
  const column = { gauge, count: triplets.count, rows: triplets.row.data, valuesMm: triplets.valueMm.data };
  writeMatrixMarket(year, [column], file.write);
  return file.finish();
}

function stageCoverage({ gauge, year, timeS, count }: YearBucket, out: OutputFolder): Fingerprint {
  const file = out.stage(yearPath(gauge, year, 'coverage'));
  file.write(Buffer.from(COVERAGE_HEADER));
  for (const run of coverageRuns(timeS.data, count)) file.write(Buffer.from(coverageRow(run)));
  return file.finish();
}

function named(
  gauge: string,
  year: number,
  kind: Parameters<typeof yearFileName>[2],
  { sizeBytes, sha256 }: Fingerprint,
): ManifestFile {
  return { name: yearFileName(gauge, year, kind), sizeBytes, sha256 };
}

function totalRain({ count, rainMm }: YearBucket): number {
  const rain = rainMm.data;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += rain[i]!;
  return roundMm(sum);
}

/** Whether a year was calibrated with a gauge's curve of today. */
export function sameCurve({ calibration }: Manifest, { curve }: WantedGauge): boolean {
  return (['a', 'b', 'c', 'tipMm'] as const).every((key) => calibration?.[key] === curve[key]);
}

/** Paths of a manifest's files. */
export function filePaths({ gauge, year, files }: Manifest): { path: string; file: ManifestFile }[] {
  return files.map((file) => ({ path: `${yearFolder(gauge, year)}/${file.name}`, file }));
}
