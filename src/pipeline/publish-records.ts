import { createHash } from 'node:crypto';
import { DEFAULT_EVENTS } from '../analyses/events.js';
import type { Table } from '../analyses/tables.js';
import type { PublishedNote } from '../domain/journal.js';
import { recordPath, yearFileName, yearPath } from '../domain/paths.js';
import { DAY_S, yearRange } from '../domain/time.js';
import { parseManifest } from '../formats/manifest-json.js';
import { IDF_HEADER, idfTable } from '../products/idf-table.js';
import type { RunContext } from './context.js';
import type { GaugeRain } from './gauge-series.js';
import { knownSites } from './known-sites.js';
import type { TouchedYear } from './publish-products.js';
import { readPublished } from './published-file.js';
import { publishedSet, publishSet, type UsualSet } from './table-set.js';
import { recordSet } from './table-sets.js';
import { joinYears, readYearRain } from './year-wet.js';

/**
 * Publishes the tables of the whole record (return periods) of the gauges that a run touched, where they are asked for or were
 * published before. They are functions of the published years that are over: the year that is going on changes nothing, and a
 * run from scratch makes the same bytes. Memory: 24 bytes a wet reading of one gauge. Gives what manifests are now, to be
 * noted.
 */
export async function publishRecords(
  touched: readonly TouchedYear[],
  context: RunContext,
): Promise<Record<string, PublishedNote>> {
  const { out, products = [], formats } = context;
  const isAsked = products.includes('idf');
  const sites = (await knownSites(context)).map(({ site }) => site);
  const isThere = (gauge: string, extension = 'csv'): boolean =>
    out.sizeBytes(recordPath(gauge, 'idf', extension)) !== undefined;
  const isTouched = (name: string): boolean => touched.some(({ gauge = name }) => gauge === name);
  const first = sites.find(isTouched);
  if (
    !isAsked &&
    !sites.some((site) => isThere(site)) &&
    !(first !== undefined && (await publishedSet(recordSet(first), context)))
  )
    return {};
  const usual: UsualSet = {
    names: ['idf'],
    settings: { events: DEFAULT_EVENTS },
    parquet: formats?.some(({ name }) => name === 'parquet') || sites.some((site) => isThere(site, 'parquet')),
  };
  const notes: Record<string, PublishedNote> = {};
  for (const gauge of sites)
    if (isTouched(gauge) || !isThere(gauge)) Object.assign(notes, await publishRecord(gauge, usual, context));
  return notes;
}

async function publishRecord(
  gauge: string,
  usual: UsualSet,
  context: RunContext,
): Promise<Record<string, PublishedNote>> {
  const set = recordSet(gauge);
  const years = await yearsOver(gauge, context);
  const published = await publishedSet(set, context);
  if (years.length === 0 && !published) return {};
  const wanted = { ...usual, parquet: usual.parquet || (published?.parquet ?? false), before: published?.before };
  const input = createHash('sha256').update(JSON.stringify(years)).digest('hex');
  // Reading twenty years takes longer than all else here: it is done where the table is to be made.
  return await publishSet(set, wanted, { input, table: () => recordTable(gauge, years, context) }, context);
}

/** A year of a gauge that is over, as its manifest has it. */
interface YearOver {
  readonly year: number;
  /** Hashes of what its rain is read from. */
  readonly treated: string | undefined;
  readonly coverage: string | undefined;
}

/** Published years of a gauge, ascending, but the last one where its last day has not come. */
async function yearsOver(gauge: string, { out, target }: RunContext): Promise<YearOver[]> {
  // An output folder begun anew has but the years that a run touched: the others lie on the target.
  const names = new Set([...out.names(gauge), ...((await target?.listFolders(gauge)) ?? [])]);
  const years = [...names].filter((name) => /^\d{4}$/.test(name)).map(Number);
  years.sort((a, b) => a - b);
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

async function recordTable(gauge: string, years: readonly YearOver[], context: RunContext): Promise<Table> {
  const parts: (GaugeRain | undefined)[] = [];
  for (const { year } of years) parts.push(await readYearRain(gauge, year, context));
  const { series, firstS, lastS } = joinYears(parts);
  return firstS === undefined || lastS === undefined
    ? { header: IDF_HEADER, rows: [] }
    : idfTable(series, { firstS, lastS });
}
