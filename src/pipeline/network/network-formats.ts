import type { PublishedNote } from '../../domain/run/journal.js';
import type { Manifest, ManifestFile } from '../../domain/manifest.js';
import { historyOfRows } from '../../domain/history/rows-used.js';
import type { UnknownPeriod } from '../../domain/history/rain-history.js';
import { networkFolder, networkPath, yearFileName, yearPath } from '../../domain/paths.js';
import { compareText } from '../../domain/text/compare-text.js';
import type { Store } from '../../domain/storage/store.js';
import type { Format, RainColumn } from '../../formats/format.js';
import { knownReadings } from '../../formats/known-readings.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import type { MatrixColumn } from '../../formats/mtx/matrix-market.js';
import {
  networkManifestJson,
  parseNetworkManifest,
  type NetworkGauge,
  type NetworkManifest,
} from '../../formats/manifest/network-manifest.js';
import { readCoverage } from '../../formats/csv/read-coverage.js';
import { readSeries } from '../../formats/csv/read-series.js';
import type { SeriesRows } from '../../formats/series-rows.js';
import { DEFAULT_FORMATS, FORMATS } from '../../formats/registry.js';
import { FLAG_BITS } from '../../products/flags-table.js';
import { bodyOf, fingerprintOf } from '../publish/commit.js';
import { flaggedTimes } from '../publish/tables/quality/flagged-times.js';
import { publishedSet } from '../publish/tables/table-set.js';
import { gaugeSet } from '../publish/tables/table-sets.js';
import type { GaugeNames, OutputPlaces, Publishing, Reporting, SeriesWanted } from '../context.js';
import { fetchWhole, readPublished } from '../publish/published-file.js';

/**
 * Publishes the network's year in every wanted format beyond Matrix Market, and in those it was published in before.
 * The manifest beside the files says what each column was made from, so that nothing is made where nothing changed; it
 * is written last, so that a run broken off makes them anew. Gives what the manifest is now, to be noted; nothing where no
 * such format is wanted.
 */
export async function publishNetworkFormats(
  year: number,
  columns: readonly MatrixColumn[],
  context: Publishing & GaugeNames & Pick<SeriesWanted, 'formats'> & Reporting,
): Promise<Record<string, PublishedNote>> {
  const { out, target, version, report } = context;
  const path = networkPath(year, 'manifest', 'json');
  const bytes = await readPublished(path, out, target);
  const before = bytes && parseNetworkManifest(bytes, path);
  const formats = formatsOf(context.formats, before);
  if (!formats.some((format) => !DEFAULT_FORMATS.includes(format))) return {};
  const gauges: NetworkGauge[] = [];
  for (const { gauge } of columns) gauges.push(await describeGauge(gauge, year, before, context));
  const software = { name: 'pluvio', version } as const;
  const made = before && isCurrent(before, { software, gauges }, formats, context);
  const manifest = made ? before : await makeFiles({ software, format: 1, year, gauges }, columns, formats, context);
  if (!made) report({ type: 'network-made', year, gauges: columns.length });
  if (target && !context.publication?.later) await publishFiles(manifest, target, context);
  return noteOf(manifest);
}

/** Whether files of a network's year have other flags than its gauges have now. */
export async function areFlagsOld(year: number, places: OutputPlaces): Promise<boolean> {
  const path = networkPath(year, 'manifest', 'json');
  const bytes = await readPublished(path, places.out, places.target);
  for (const { gauge, flags } of bytes ? parseNetworkManifest(bytes, path).gauges : [])
    if (JSON.stringify(flags) !== JSON.stringify((await flagsOf(gauge, year, places)).flags)) return true;
  return false;
}

function noteOf(manifest: NetworkManifest): Record<string, PublishedNote> {
  const fingerprint = fingerprintOf(networkManifestJson(manifest));
  return { [networkPath(manifest.year, 'manifest', 'json')]: { ...fingerprint, modifiedS: undefined } };
}

function formatsOf(wanted: readonly Format[] = DEFAULT_FORMATS, before?: NetworkManifest): Format[] {
  const isPublished = (format: Format): boolean => before !== undefined && isListed(before, format);
  return FORMATS.filter((format) => format.matrix && (wanted.includes(format) || isPublished(format)));
}

function isListed({ year, files }: NetworkManifest, { matrix }: Format): boolean {
  return files.some(({ name }) => pathOf(year, name) === matrix?.networkPath(year));
}

function pathOf(year: number, name: string): string {
  return `${networkFolder(year)}/${name}`;
}

/** What is known of a gauge: from the configuration, else from what was published. */
async function describeGauge(
  name: string,
  year: number,
  before: NetworkManifest | undefined,
  { index, out, target }: GaugeNames & OutputPlaces,
): Promise<NetworkGauge> {
  const path = yearPath(name, year, 'manifest');
  const bytes = await readPublished(path, out, target);
  const manifest: Manifest | undefined = bytes && parseManifest(bytes, path);
  const sha256Of = (kind: 'concatenated' | 'coverage'): string | null =>
    manifest?.files.find((file) => file.name === yearFileName(name, year, kind))?.sha256 ?? null;
  const configured = index.byName.get(name);
  const known = before?.gauges.find(({ gauge }) => gauge === name);
  return {
    gauge: name,
    lon: configured ? (configured.lon ?? null) : (known?.lon ?? null),
    lat: configured ? (configured.lat ?? null) : (known?.lat ?? null),
    // Of several curves none is that of the year.
    calibration: manifest?.tables
      ? manifest.calibration
      : (manifest?.calibration ?? configured?.curve ?? known?.calibration ?? null),
    ...(manifest?.tables ? { tables: manifest.tables.sha256 } : {}),
    series: sha256Of('concatenated'),
    coverage: sha256Of('coverage'),
    ...(await flagsOf(name, year, { out, target })),
  };
}

/** Hashes of a gauge's flags of a year and of the one before; nothing where it has none of the year. */
async function flagsOf(gauge: string, year: number, places: OutputPlaces): Promise<Pick<NetworkGauge, 'flags'>> {
  const of = async (one: number): Promise<string | null> => {
    const set = gaugeSet(gauge, one);
    // What is made of a year lies beside it.
    const isHere = places.out.sizeBytes(yearPath(gauge, one, 'manifest')) !== undefined;
    const before = (await publishedSet(set, isHere ? { out: places.out, target: undefined } : places))?.before;
    return before?.files.find(({ name }) => name === `${set.fileName('flags')}.csv`)?.sha256 ?? null;
  };
  const own = await of(year);
  return own === null ? {} : { flags: [own, await of(year - 1)] };
}

function isCurrent(
  before: NetworkManifest,
  now: Pick<NetworkManifest, 'software' | 'gauges'>,
  formats: readonly Format[],
  { out }: Pick<OutputPlaces, 'out'>,
): boolean {
  const { software, gauges, files, year } = before;
  return (
    JSON.stringify({ software, gauges }) === JSON.stringify(now) &&
    formats.every((format) => isListed(before, format)) &&
    files.every(({ name, sizeBytes }) => out.sizeBytes(pathOf(year, name)) === sizeBytes) &&
    out.sizeBytes(networkPath(year, 'manifest', 'json')) === networkManifestJson(before).length
  );
}

async function makeFiles(
  head: Omit<NetworkManifest, 'files'>,
  columns: readonly MatrixColumn[],
  formats: readonly Format[],
  context: Publishing,
): Promise<NetworkManifest> {
  const { out, checkpoint } = context;
  const { year, gauges } = head;
  const rainColumns: RainColumn[] = [];
  for (const [j, column] of columns.entries()) rainColumns.push(await rainColumn(column, gauges[j]!, year, context));
  const flagBits = rainColumns.some(({ flagged }) => flagged) ? { flagBits: FLAG_BITS } : {};
  const files: ManifestFile[] = [];
  for (const { matrix } of formats) {
    const path = matrix!.networkPath(year);
    const { sizeBytes, sha256 } = await matrix!.write({ year, columns: rainColumns, ...flagBits }, out, path);
    files.push({ name: path.slice(networkFolder(year).length + 1), sizeBytes, sha256 });
  }
  const manifest = { ...head, files: files.sort((a, b) => compareText(a.name, b.name)) };
  const path = networkPath(year, 'manifest', 'json');
  const staged = out.stage(path);
  staged.write(networkManifestJson(manifest));
  staged.finish();
  for (const { name } of files) {
    out.commit(pathOf(year, name));
    checkpoint('local-network');
  }
  out.commit(path);
  return manifest;
}

async function rainColumn(
  column: MatrixColumn,
  { lon, lat, calibration, tables, flags }: NetworkGauge,
  year: number,
  { out, target }: OutputPlaces,
): Promise<RainColumn> {
  const coverage = yearPath(column.gauge, year, 'coverage');
  const bytes = await readPublished(coverage, out, target);
  const series = yearPath(column.gauge, year, 'concatenated');
  const { unknown, usualS } = tables === undefined ? ALL_KNOWN : await unknownOf(column.gauge, year, out, target);
  return {
    ...column,
    runs: bytes ? readCoverage(bytes, coverage) : [],
    lon: lon ?? undefined,
    lat: lat ?? undefined,
    curve: calibration,
    ...(flags ? { flagged: await flaggedTimes(column.gauge, year, { out, target }) } : {}),
    readings: () => knownReadings(readingsOf(series, out, target), unknown, usualS),
  };
}

const ALL_KNOWN = { unknown: [], usualS: undefined };

/** When it is not known what fell at a gauge in a year, by its manifest. */
async function unknownOf(
  gauge: string,
  year: number,
  out: OutputPlaces['out'],
  target: Store | undefined,
): Promise<{ unknown: readonly UnknownPeriod[]; usualS: number | undefined }> {
  const path = yearPath(gauge, year, 'manifest');
  const bytes = await readPublished(path, out, target);
  const { tables, interval } = bytes ? parseManifest(bytes, path) : {};
  return { unknown: tables ? historyOfRows(tables).unknown : [], usualS: interval?.usualS ?? undefined };
}

async function* readingsOf(
  series: string,
  out: OutputPlaces['out'],
  target: Store | undefined,
): AsyncGenerator<SeriesRows, void, undefined> {
  const isLocal = out.sizeBytes(series) !== undefined;
  const fetched = isLocal ? undefined : target && (await fetchWhole(target, series));
  if (isLocal) yield* readSeries(out.pieces(series), series);
  else if (fetched) yield* readSeries([fetched], series);
}

/** Brings the target to the manifest: what is the same there is left alone. */
async function publishFiles(manifest: NetworkManifest, target: Store, context: Publishing): Promise<void> {
  const { out, checkpoint, journal } = context;
  const path = networkPath(manifest.year, 'manifest', 'json');
  const json = networkManifestJson(manifest);
  const there = await fetchWhole(target, path);
  const entries = await target.statMany(manifest.files.map(({ name }) => pathOf(manifest.year, name)));
  const isSame = there !== undefined && Buffer.compare(there, json) === 0;
  for (const [i, file] of manifest.files.entries()) {
    if (isSame && entries[i]?.sizeBytes === file.sizeBytes) continue;
    const filePath = pathOf(manifest.year, file.name);
    await target.write(filePath, out.body(filePath, file));
    checkpoint('target-network');
  }
  if (!isSame) await target.write(path, bodyOf(json));
  const note = noteOf(manifest);
  if (journal.published(target, path)?.sha256 !== note[path]!.sha256) journal.notePublished(target, note);
}
