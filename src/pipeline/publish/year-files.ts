import { coverageByRules, coverageOf, type Coverage, type CoverageRun } from '../../analyses/coverage.js';
import { arraysOf, SENT, type Arrays, type SentColumn } from '../../domain/columns.js';
import { manifestOfHalves } from '../../domain/readings/half-reading.js';
import type { Manifest, ManifestFile } from '../../domain/manifest.js';
import type { WantedGauge } from '../../domain/network.js';
import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import type { ReadingSpan } from '../../domain/history/rows-used.js';
import { yearFileName, yearFolder } from '../../domain/paths.js';
import { compareText } from '../../domain/text/compare-text.js';
import type { YearBucket, YearMatrix, YearTally } from '../../domain/readings/reading.js';
import { yearRange, type TimeRange } from '../../domain/time/time.js';
import { roundMm } from '../../calibration/curve.js';
import { csv } from '../../formats/csv/write.js';
import type { Buffers } from '../../formats/buffers.js';
import { yearPathOf, type Format, type RainColumn } from '../../formats/format.js';
import { DEFAULT_FORMATS, FORMATS } from '../../formats/registry.js';
import type { SeriesRows } from '../../formats/series-rows.js';
import type { WetReadings } from '../../formats/csv/read-treated.js';
import type { Fill, SeriesBuffers } from '../../formats/csv/series-csv.js';
import { intervalAt, madeBy } from './made-by-tables.js';
import { keepCountsOf } from './tables/quality/kept-counts.js';
import { isWetKept, keepWet } from './tables/wet-kept.js';

/** What a year's files are made with, beside its readings. */
export interface YearPlan {
  readonly gauge: WantedGauge;
  readonly version: string;
  /** The manifest of what was published before. */
  readonly base: Manifest | undefined;
  /** Formats wanted; those that were published before are made whether wanted or not. */
  readonly formats?: readonly Format[] | undefined;
  /** Default: as published before. */
  readonly fill?: Fill | undefined;
  /** Default: that of the readings. */
  readonly coverage?: Coverage | undefined;
  /** The minutes that are filled, where they are. Default: the year’s. */
  readonly minutes?: TimeRange | undefined;
  /** Not what runs publish, but made of it. */
  readonly isConverted?: boolean;
  /** Room for rows, used again from year to year. */
  readonly room?: SeriesBuffers;
  /** Those of the formats, likewise. */
  readonly buffers?: Buffers | undefined;
}

/** Makes every file of a gauge's year under its temporary name, in one pass a file; gives the manifest to be. */
export async function stageYear(matrix: YearMatrix, plan: YearPlan, out: OutputFolder): Promise<Manifest> {
  const { gauge, year } = matrix;
  const { usualS, runs } = plan.coverage ?? yearCoverage(matrix, plan.gauge);
  const fill = plan.fill ?? plan.base?.fill ?? 'none';
  const filled = fill === 'na' ? (plan.minutes ?? yearRange(year)) : undefined;
  const written = csv.writeYear({ bucket: matrix, runs }, out, { filled, room: plan.room });
  const files = written.map(({ path, ...fingerprint }) => named(matrix, path, fingerprint));
  const treated = files.find(({ name }) => name === yearFileName(gauge, year, 'treated'))!;
  if (isWetKept(out, gauge, year)) keepWet(out, { gauge, year }, wetReadings(matrix), treated.sha256);
  keepCountsOf(out, matrix, runs, files);
  const column = rainColumn(matrix, plan.gauge, runs);
  for (const format of formatsOf(plan)) {
    const path = yearPathOf(format, gauge, year);
    if (path === undefined) continue;
    const written = format.series
      ? await format.series.write({ gauge: plan.gauge, bucket: matrix, runs, usualS, buffers: plan.buffers }, out, path)
      : await format.matrix!.write({ year, columns: [column] }, out, path);
    files.push(named(matrix, path, written));
  }
  const { count, timeS, triplets } = matrix;
  const intervalS = intervalAt(plan.gauge, count > 0 ? timeS.get(0) : null);
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
    ...madeBy(plan.gauge, spanOf(matrix, usualS)),
    ...(plan.gauge.unit === '0.001 mm' ? { unit: plan.gauge.unit } : {}),
    interval: { usualS: usualS ?? null, from: intervalS === undefined ? 'readings' : 'table' },
    accounting: accountingOf(matrix.tally, plan),
    files: files.sort((a, b) => compareText(a.name, b.name)),
    ...manifestOfHalves(matrix.provisional),
    ...(fill === 'na' ? { fill } : {}),
    ...(plan.isConverted ? { converted: true as const } : {}),
  };
}

/** When a year was observed, by what is known of its gauge. */
export function yearCoverage(
  { timeS, rainMm, count }: Pick<YearBucket, 'timeS' | 'rainMm' | 'count'>,
  { intervalS, history }: Pick<WantedGauge, 'intervalS' | 'history'>,
): Coverage {
  if (!history) return coverageOf(timeS.data, count, intervalS);
  return coverageByRules(timeS.data, count, { intervals: history.intervals, rainMm: rainMm.data });
}

function spanOf({ count, timeS }: YearBucket, usualS: number | undefined): ReadingSpan | undefined {
  return count > 0 ? { firstS: timeS.get(0), lastS: timeS.get(count - 1), usualS } : undefined;
}

const NO_BOOKS: Manifest['accounting'] = { linesRead: 0, kept: 0, duplicates: 0, conflicts: 0, quarantined: 0 };

/**
 * Over all runs that brought new readings: a run that brings none leaves the books as they are. A reading that was half of a
 * line, and is withdrawn, is a duplicate of what the quarantine keeps.
 */
function accountingOf(tally: YearTally, { base }: YearPlan): Manifest['accounting'] {
  const { kept, duplicates, conflicts, withdrawn } = tally;
  const books = base?.accounting ?? NO_BOOKS;
  const before = { ...books, kept: books.kept - withdrawn, duplicates: books.duplicates + withdrawn };
  if (kept === 0) return before;
  return {
    linesRead: before.linesRead + kept + duplicates + conflicts,
    kept: before.kept + kept,
    duplicates: before.duplicates + duplicates,
    conflicts: before.conflicts + conflicts,
    quarantined: before.quarantined,
  };
}

/** The manifest with the lines in its books that were rejected in this run among the year's readings. */
export function withQuarantined(manifest: Manifest, { kept }: YearTally, lines: number): Manifest {
  if (kept === 0 || lines === 0) return manifest;
  const { linesRead, quarantined } = manifest.accounting;
  return {
    ...manifest,
    accounting: { ...manifest.accounting, linesRead: linesRead + lines, quarantined: quarantined + lines },
  };
}

/** The year's readings with rain. */
function wetReadings({ count, timeS, rainMm }: YearBucket): WetReadings {
  const rain = rainMm.data;
  let wet = 0;
  for (let i = 0; i < count; i++) if (rain[i]! > 0) wet++;
  const readings = { count: wet, timeS: new Float64Array(wet), rainMm: new Float64Array(wet) };
  for (let i = 0, k = 0; k < wet; i++) {
    if (!(rain[i]! > 0)) continue;
    readings.timeS[k] = timeS.data[i]!;
    readings.rainMm[k++] = rain[i]!;
  }
  return readings;
}

/** A gauge's year as a column of a matrix; it is good as long as the matrix is. */
export function rainColumn(matrix: YearMatrix, gauge: WantedGauge, runs: readonly CoverageRun[]): RainColumn {
  const { count, triplets } = matrix;
  const { history, curve } = gauge;
  const known = history ? matrix.rainMm.data.subarray(0, count).map((mm) => (Number.isNaN(mm) ? 0 : 1)) : undefined;
  const isKnown = (_: number, row: number): boolean => known![row] === 1;
  const readings = known
    ? withCount(arraysOf(SENT, (name) => matrix[name].data.subarray(0, count).filter(isKnown)))
    : { count, ...arraysOf(SENT, (name) => matrix[name].data) };
  const calibration = madeBy({ curve, history }, spanOf(matrix, undefined)).calibration;
  return {
    gauge: gauge.name,
    count: triplets.count,
    rows: triplets.row.data,
    valuesMm: triplets.valueMm.data,
    runs,
    lon: gauge.lon,
    lat: gauge.lat,
    curve: calibration,
    readings: () => [readings],
  };
}

function withCount(columns: Arrays<SentColumn>): SeriesRows {
  return { count: columns.timeS.length, ...columns };
}

function formatsOf({ formats = DEFAULT_FORMATS, base }: YearPlan): Format[] {
  return FORMATS.filter((format) => formats.includes(format) || (base && isPublished(base, format)));
}

function isPublished(manifest: Manifest, format: Format): boolean {
  const path = yearPathOf(format, manifest.gauge, manifest.year);
  return path !== undefined && manifest.files.some(({ name }) => name === nameOf(manifest, path));
}

/** Whether a published year has every format wanted, and is filled as wanted. */
export function hasForm(
  manifest: Manifest,
  { formats = DEFAULT_FORMATS, fill }: Pick<YearPlan, 'formats' | 'fill'>,
): boolean {
  const isFilled = fill === undefined || fill === (manifest.fill ?? 'none');
  const isMade = (format: Format): boolean =>
    yearPathOf(format, manifest.gauge, manifest.year) === undefined || isPublished(manifest, format);
  return isFilled && formats.every(isMade);
}

type YearKey = Pick<Manifest, 'gauge' | 'year'>;

function named(key: YearKey, path: string, { sizeBytes, sha256 }: Fingerprint): ManifestFile {
  return { name: nameOf(key, path), sizeBytes, sha256 };
}

/** What a manifest calls a file: by its name where they lie side by side, else by its path. */
function nameOf({ gauge, year }: YearKey, path: string): string {
  const beside = `${yearFolder(gauge, year)}/`;
  return path.startsWith(beside) ? path.slice(beside.length) : path;
}

function totalRain({ count, rainMm }: YearBucket): number {
  const rain = rainMm.data;
  let sum = 0;
  // What fell in some of them may not be known.
  for (let i = 0; i < count; i++) if (!Number.isNaN(rain[i]!)) sum += rain[i]!;
  return roundMm(sum);
}

/** Paths of a manifest's files. */
export function filePaths({ gauge, year, files }: Manifest): { path: string; file: ManifestFile }[] {
  const beside = yearFolder(gauge, year);
  return files.map((file) => ({ path: file.name.includes('/') ? file.name : `${beside}/${file.name}`, file }));
}

/** The raw series among a manifest's files. */
export function seriesOf({ gauge, year, files }: Manifest): ManifestFile | undefined {
  return files.find(({ name }) => name === yearFileName(gauge, year, 'concatenated'));
}
