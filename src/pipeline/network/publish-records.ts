import { createHash } from 'node:crypto';
import { DEFAULT_EVENTS } from '../../analyses/events.js';
import { joinYears, type GaugeRain } from '../../analyses/gauge-rain.js';
import type { Table } from '../../analyses/tables.js';
import type { PublishedNote } from '../../domain/run/journal.js';
import { recordPath, yearFileName, yearPath } from '../../domain/paths.js';
import { DAY_S, yearRange } from '../../domain/time/time.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import type { RecordProduct } from '../../products/idf-table.js';
import { RECORD_PRODUCTS, type RecordProductName } from '../../products/year-products.js';
import type { GaugesWanted, OutputPlaces, Publishing, TablesWanted } from '../context.js';
import { knownSites } from '../publish/tables/known-sites.js';
import type { TouchedYear } from '../publish/tables/publish-products.js';
import { readPublished } from '../publish/published-file.js';
import { isParquetWanted, publishedSet, publishSet, type UsualSet } from '../publish/tables/table-set.js';
import { recordSet } from '../publish/tables/table-sets.js';
import { readYearRain } from '../publish/tables/year-wet.js';

/** Gauges whose years are asked of the target at a time. */
const ASKED_TOGETHER = 16;

/**
 * Publishes the tables of the whole record (return periods) of the gauges that a run touched, where they are asked for or were
 * published before. They are functions of the published years that are over: the year that is going on changes nothing, and a
 * run from scratch makes the same bytes. Memory: 24 bytes a wet reading of one gauge. Gives what manifests are now, to be
 * noted.
 */
export async function publishRecords(
  touched: readonly TouchedYear[],
  context: Publishing & GaugesWanted & TablesWanted,
): Promise<Record<string, PublishedNote>> {
  const { out, products = [] } = context;
  const isAsked = RECORD_PRODUCTS.some(({ name }) => products.includes(name));
  const sites = (await knownSites(context)).map(({ site }) => site);
  const isThere = (gauge: string, extension = 'csv'): boolean =>
    RECORD_PRODUCTS.some(({ name }) => out.sizeBytes(recordPath(gauge, name, extension)) !== undefined);
  const all = touched.some(({ gauge }) => gauge === undefined);
  const names = new Set(touched.map(({ gauge }) => gauge));
  const isTouched = (name: string): boolean => all || names.has(name);
  const first = sites.find(isTouched);
  if (
    !isAsked &&
    !sites.some((site) => isThere(site)) &&
    !(first !== undefined && (await publishedSet(recordSet(first), context)))
  )
    return {};
  const usual: UsualSet = {
    names: RECORD_PRODUCTS.map(({ name }) => name),
    settings: { events: DEFAULT_EVENTS },
    set: {},
    exclude: undefined,
    parquet: isParquetWanted(context) || sites.some((site) => isThere(site, 'parquet')),
  };
  const due = sites.filter((site) => isTouched(site) || (!isThere(site) && out.names(site).some(isYear)));
  const notes: Record<string, PublishedNote> = {};
  for (let at = 0; at < due.length; at += ASKED_TOGETHER) {
    const gauges = due.slice(at, at + ASKED_TOGETHER);
    const years = await Promise.all(gauges.map((gauge) => publishedYears(gauge, context)));
    for (const [i, gauge] of gauges.entries())
      Object.assign(notes, await publishRecord(gauge, years[i]!, usual, context));
  }
  return notes;
}

async function publishRecord(
  gauge: string,
  published: readonly number[],
  usual: UsualSet,
  context: Publishing,
): Promise<Record<string, PublishedNote>> {
  const set = recordSet(gauge);
  const before = await publishedSet(set, context);
  if (published.length === 0 && !before) return {};
  const years = await yearsOver(gauge, published, context);
  const wanted = { ...usual, parquet: usual.parquet || (before?.parquet ?? false), before: before?.before };
  const input = createHash('sha256').update(JSON.stringify(years)).digest('hex');
  // Reading twenty years takes longer than all else here: it is done where the table is to be made.
  return await publishSet(
    set,
    wanted,
    { input, table: (name: RecordProductName) => recordTable(name, gauge, years, context) },
    context,
  );
}

function isYear(name: string): boolean {
  return /^\d{4}$/.test(name);
}

/** Years of a gauge that are published, ascending. */
async function publishedYears(gauge: string, { out, target }: OutputPlaces): Promise<number[]> {
  // An output folder begun anew has but the years that a run touched: the others lie on the target.
  const names = new Set([...out.names(gauge), ...((await target?.listFolders(gauge)) ?? [])]);
  return [...names]
    .filter(isYear)
    .map(Number)
    .sort((a, b) => a - b);
}

/** A year of a gauge that is over, as its manifest has it. */
interface YearOver {
  readonly year: number;
  /** Hashes of what its rain is read from. */
  readonly treated: string | undefined;
  readonly coverage: string | undefined;
}

/** Published years of a gauge, ascending, but the last one where its last day has not come. */
async function yearsOver(gauge: string, years: readonly number[], { out, target }: OutputPlaces): Promise<YearOver[]> {
  const over: YearOver[] = [];
  for (const year of years) {
    const path = yearPath(gauge, year, 'manifest');
    const bytes = await readPublished(path, out, target);
    if (!bytes) continue;
    const { files, lastS } = parseManifest(bytes, path);
    if (year === years.at(-1) && (lastS ?? 0) < yearRange(year).endS - DAY_S) continue;
    const hashOf = (kind: 'treated' | 'coverage'): string | undefined =>
      files.find(({ name }) => name === yearFileName(gauge, year, kind))?.sha256;
    over.push({ year, treated: hashOf('treated'), coverage: hashOf('coverage') });
  }
  return over;
}

async function recordTable(
  product: RecordProductName,
  gauge: string,
  years: readonly YearOver[],
  context: OutputPlaces,
): Promise<Table> {
  const parts: (GaugeRain | undefined)[] = [];
  for (const { year } of years) parts.push(await readYearRain(gauge, year, context));
  const products: readonly RecordProduct[] = RECORD_PRODUCTS;
  return products.find(({ name }) => name === product)!.table(joinYears(parts));
}
