import { coverageOf, type Coverage } from '../../analyses/coverage.js';
import { PluvioError } from '../../domain/errors.js';
import type { Manifest } from '../../domain/manifest.js';
import { plainGauge, type WantedGauge } from '../../domain/network.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { networkPath, yearPath } from '../../domain/paths.js';
import type { YearMatrix } from '../../domain/readings/reading.js';
import { yearRange, type TimeRange } from '../../domain/time/time.js';
import { Buffers } from '../../formats/buffers.js';
import type { Format, Opened, OutputFormat, RainColumn } from '../../formats/format.js';
import type { OpenedSeries } from '../../formats/opened.js';
import { csv } from '../../formats/csv/write.js';
import { FORMATS } from '../../formats/registry.js';
import type { StoredFile } from '../../formats/stored-file.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { knownReadings } from '../../formats/known-readings.js';
import { columnWithin, readingsWithin, runsWithin } from '../../formats/period.js';
import type { SeriesRows } from '../../formats/series-rows.js';
import type { Fill } from '../../formats/csv/series-csv.js';
import { commitYear } from '../publish/commit.js';
import { knownStamps, loadYear, stampsOf, yearWithin } from './load-year.js';
import { withOutput } from './open-output.js';
import { filePaths, rainColumn, stageYear, yearCoverage } from '../publish/year-files.js';

export interface ConvertOptions {
  /** With CSV, the year's manifest is written too. */
  readonly formats: readonly OutputFormat[];
  readonly fill: Fill | undefined;
  /** Undefined: all that the inputs hold. */
  readonly gauges: readonly string[] | undefined;
  /** Stamps wanted, half-open; of a matrix, the minutes of its rows. Only they are filled. */
  readonly period: TimeRange;
  readonly out: OutputFolder;
  /** pluvio's own version. */
  readonly version: string;
}

/**
 * Makes other formats of our own outputs, under their usual names in another folder: the files of each gauge's year, and,
 * where a year has several gauges or a format is for networks, those of the network, in the order of the inputs. Gives
 * the paths made. Memory: one gauge's year, and the wet minutes of the inputs. Throws INPUT for a file that is none of
 * ours and USAGE for what cannot be made of it.
 */
export async function convert(files: readonly StoredFile[], wanted: ConvertOptions): Promise<string[]> {
  const options = {
    ...wanted,
    formats: FORMATS.filter((format) => wanted.formats.includes(format)),
    buffers: new Buffers(),
    csv: wanted.formats.includes(csv),
  };
  const made: string[] = [];
  const years = new Map<number, RainColumn[]>();
  for (const file of files) {
    const { year, columns } = await withOutput(file, (opened) =>
      opened.kind === 'series' ? convertSeries(opened, options, made) : convertMatrix(opened, file.path, options, made),
    );
    const joined = years.get(year) ?? [];
    const twice = columns.find(({ gauge }) => joined.some((column) => column.gauge === gauge));
    if (twice)
      throw new PluvioError('USAGE', `${twice.gauge} ${year} is in several of the files; give each once`, {
        file: file.path,
      });
    years.set(year, [...joined, ...columns]);
  }
  for (const [year, columns] of years) await convertNetwork(year, columns, options, made);
  if (made.length === 0)
    throw new PluvioError(
      'USAGE',
      'Nothing to convert: no gauge and period asked for is in the files, in a form that the formats can hold',
    );
  return made;
}

/** What is wanted, with the formats beside CSV apart. */
interface Wanted extends ConvertOptions {
  readonly formats: readonly Format[];
  readonly csv: boolean;
  readonly buffers: Buffers;
}

interface Converted {
  readonly year: number;
  readonly columns: RainColumn[];
}

async function convertSeries(opened: OpenedSeries, options: Wanted, made: string[]): Promise<Converted> {
  const { gauge: name, year, curve, intervalS } = opened;
  const { out, formats, version, fill } = options;
  if (!isWanted(name, year, options)) return { year, columns: [] };
  refusePublished(name, year, out);
  const gauge: WantedGauge = { ...plainGauge(name), curve, intervalS, history: opened.history };
  const readings = (): AsyncIterable<SeriesRows> => readingsWithin(opened.readings(), options.period);
  const { matrix, coverage } = await loadWithin(opened, options.period);
  if (matrix.count === 0 && !(options.csv && fill === 'na')) return { year, columns: [] };
  const { runs, usualS } = coverage;
  if (options.csv) {
    const { buffers } = options;
    const plan = { buffers, gauge, version, base: undefined, formats, fill, coverage, isConverted: true };
    const manifest = await stageYear(matrix, { ...plan, minutes: minutesWithin(year, options.period) }, out);
    removeOthers(manifest, out);
    commitYear(out, manifest);
    made.push(...filePaths(manifest).map(({ path }) => path));
  } else {
    for (const { series } of formats) {
      if (!series) continue;
      const path = series.yearPath(name, year);
      await series.write({ gauge, bucket: matrix, runs, usualS, buffers: options.buffers }, out, path);
      commit(out, path, made);
    }
    await writeMatrices(year, rainColumn(matrix, gauge, runs), options, made);
  }
  const { history } = opened;
  const known = (): AsyncIterable<SeriesRows> =>
    history ? readingsWithin(knownReadings(opened.readings(), history.unknown, usualS), options.period) : readings();
  return { year, columns: [{ ...rainColumn(matrix, gauge, runs), readings: known }] };
}

/**
 * The readings of a period with their coverage, which is cut out of that of the year: the same minutes, whatever is asked for. So is
 * what is known of their rain.
 */
async function loadWithin(
  { gauge, year, curve, history, intervalS, readings }: OpenedSeries,
  period: TimeRange,
): Promise<{ matrix: YearMatrix; coverage: Coverage }> {
  if (history) {
    const all = await loadYear(gauge, year, { ...curve, history }, readings());
    const { usualS, runs } = yearCoverage(all, { intervalS, history });
    return { matrix: yearWithin(all, period), coverage: { usualS, runs: runsWithin(runs, knownStamps(all), period) } };
  }
  const matrix = await loadYear(gauge, year, curve, readingsWithin(readings(), period));
  const timeS = await stampsOf(readings());
  const { usualS, runs } = coverageOf(timeS, timeS.length, intervalS);
  return { matrix, coverage: { usualS, runs: runsWithin(runs, timeS, period) } };
}

async function convertMatrix(
  { matrix }: Extract<Opened, { kind: 'matrix' }>,
  file: string,
  options: Wanted,
  made: string[],
): Promise<Converted> {
  const { year } = matrix;
  const needsReadings = options.csv ? 'csv' : options.formats.find(({ series }) => series)?.name;
  if (needsReadings !== undefined) {
    const why = `${needsReadings} holds readings, and ${file} only minutes; convert from the year’s concatenated CSV or its Parquet`;
    throw new PluvioError('USAGE', why, { file });
  }
  const columns = matrix.columns
    .filter(({ gauge }) => isWanted(gauge, year, options))
    .map((column) => columnWithin(column, year, options.period))
    .filter(({ count, runs }) => count > 0 || runs.length > 0);
  for (const column of columns) {
    refusePublished(column.gauge, year, options.out);
    await writeMatrices(year, column, options, made);
  }
  return { year, columns };
}

async function writeMatrices(
  year: number,
  column: RainColumn,
  { formats, out }: Wanted,
  made: string[],
): Promise<void> {
  for (const { matrix } of formats) {
    if (!matrix?.yearPath) continue;
    const path = matrix.yearPath(column.gauge, year);
    await matrix.write({ year, columns: [column] }, out, path);
    commit(out, path, made);
  }
}

async function convertNetwork(
  year: number,
  columns: readonly RainColumn[],
  { formats, out }: Wanted,
  made: string[],
): Promise<void> {
  if (columns.length === 0) return;
  for (const { matrix } of formats) {
    if (!matrix || (columns.length === 1 && matrix.yearPath)) continue;
    const path = matrix.networkPath(year);
    await matrix.write({ year, columns }, out, path);
    commit(out, path, made);
  }
}

function commit(out: OutputFolder, path: string, made: string[]): void {
  out.commit(path);
  made.push(path);
}

function isWanted(gauge: string, year: number, { gauges, period }: Wanted): boolean {
  const { startS, endS } = yearRange(year);
  return (gauges?.includes(gauge) ?? true) && startS < period.endS && endS > period.startS;
}

/** The minutes of a year that a period of stamps asks for. */
function minutesWithin(year: number, period: TimeRange): TimeRange {
  const { startS, endS } = yearRange(year);
  return { startS: Math.max(startS, period.startS), endS: Math.min(endS, period.endS) };
}

/** What is published is changed by runs alone; what was converted may be made again. */
function refusePublished(gauge: string, year: number, out: OutputFolder): void {
  const published = [yearPath(gauge, year, 'manifest'), networkPath(year, 'manifest', 'json')];
  const found = published.find((path) => out.sizeBytes(path) !== undefined && !convertedAt(path, out));
  if (found === undefined) return;
  const why = `${out.name} holds published outputs (${found}), which convert does not touch; name another folder with --out`;
  throw new PluvioError('USAGE', why, { gauge });
}

/** The manifest at a path, where `convert` wrote it. */
function convertedAt(path: string, out: OutputFolder): Manifest | undefined {
  try {
    const manifest = parseManifest(out.read(path) ?? new Uint8Array(0), path);
    return manifest.converted ? manifest : undefined;
  } catch (error) {
    if (error instanceof PluvioError && error.code === 'DAMAGED') return undefined;
    throw error;
  }
}

/** Removes what was converted of this year before and is not made now: it may be of another period. */
function removeOthers(manifest: Manifest, out: OutputFolder): void {
  const before = convertedAt(yearPath(manifest.gauge, manifest.year, 'manifest'), out);
  const kept = new Set(filePaths(manifest).map(({ path }) => path));
  for (const { path } of before ? filePaths(before) : []) if (!kept.has(path)) out.remove(path);
}
