import { createHash } from 'node:crypto';
import { joinedSet } from '../../../analyses/quality/judging/quality-set.js';
import type { PublishedNote } from '../../../domain/run/journal.js';
import { networkPath, yearPath } from '../../../domain/paths.js';
import type { AnyTable, NetworkSite, YearProduct } from '../../../products/product.js';
import { flagsTable } from '../../../products/flags-table.js';
import { rainDigest } from '../../../products/year-rain.js';
import {
  YEAR_PRODUCTS,
  type GaugeYearName,
  type ProductName,
  type YearProductName,
} from '../../../products/year-products.js';
import type { GaugesWanted, OutputPlaces, Publishing, TablesWanted } from '../../context.js';
import { knownSites, type KnownSite } from './known-sites.js';
import { QualityYears } from './quality/quality-years.js';
import { YearFlags } from './quality/year-flags.js';
import {
  extensionsOf,
  isParquetWanted,
  publishedSet,
  publishSet,
  wantedBeside,
  wantedOf,
  type UsualSet,
} from './table-set.js';
import { gaugeSet, GAUGE_NAMES, manifestPath, networkSet } from './table-sets.js';
import { Rains } from './year-rains.js';
import { readYearRain } from './year-wet.js';

/** A gauge's year, or that of all gauges where none is named. */
export interface TouchedYear {
  readonly gauge?: string;
  readonly year: number;
}

/** What tables are made with. */
type TablesContext = Publishing & GaugesWanted & TablesWanted;

/**
 * Publishes the tables of the gauges' years that a run touched (totals, events, maxima), and of those before and after, into
 * which an event or a window may reach; then the network's. They are functions of what is published: a run from scratch
 * makes the same bytes. Memory: the wet readings of 64 years, and of three years of each gauge, 24 bytes each. Gives what
 * manifests are now, to be noted.
 */
export async function publishProducts(
  touched: readonly TouchedYear[],
  context: TablesContext,
): Promise<Record<string, PublishedNote>> {
  const usual = await usualTables(context);
  const sites = await knownSites(context);
  const names = sites.map(({ site }) => site);
  const flagged = await usualFlags(names, usual, context);
  if (usual.names.length + flagged.names.length === 0) return {};
  const rains = new Rains(context, (gauge, year) => readYearRain(gauge, year, context));
  const parts: Parts = {
    usual: flagged,
    rains,
    quality: new QualityYears(new YearFlags({ sites, rains, places: context, isKeeping: true }), context),
  };
  const notes: Record<string, PublishedNote> = {};
  const all = [...touched, ...(await yearsBehind(names, flagged, context))];
  const due = dueYears(all, names, flagged, context);
  for (const { gauge, year } of due) Object.assign(notes, await publishYearTables(gauge, year, parts, context));
  if (usual.names.length === 0) return notes;
  for (const year of new Set(dueYears(all, names, usual, context).map((one) => one.year)))
    Object.assign(notes, await publishNetworkTables(year, sites, { ...parts, usual }, context));
  return notes;
}

/**
 * The years whose tables may be others now, year by year: those that were touched, and the ones before and after them. Flags look
 * at the years before, and at those of neighbours: with them, all of later years are due, too.
 */
function dueYears(
  touched: readonly TouchedYear[],
  names: readonly string[],
  { names: tables }: UsualSet,
  { out }: Pick<OutputPlaces, 'out'>,
): { gauge: string; year: number }[] {
  const due = new Map<string, { gauge: string; year: number }>();
  const add = (gauge: string, year: number): void => {
    if (out.sizeBytes(yearPath(gauge, year, 'manifest')) !== undefined) due.set(`${gauge}/${year}`, { gauge, year });
  };
  for (const { gauge, year } of touched)
    for (const name of gauge === undefined ? names : [gauge])
      for (const near of [year - 1, year, year + 1]) add(name, near);
  const firstYear = Math.min(...touched.map(({ year }) => year)) - 1;
  if (tables.includes('flags'))
    for (const name of names) for (const year of yearsIn(out, name)) if (year >= firstYear) add(name, year);
  return [...due.values()].sort((a, b) => a.year - b.year);
}

/** What the run asks for, and what the newest year of the network has, or a gauge's where the network's is lost. */
async function usualTables(context: TablesContext): Promise<UsualSet> {
  const { out } = context;
  const years = out.names('network').filter((name) => /^\d{4}$/.test(name));
  const newest = years.findLast((year) => out.sizeBytes(networkPath(Number(year), 'products', 'json')) !== undefined);
  const set = networkSet(Number(newest ?? years.at(-1) ?? 0));
  const isPart = set.holds.some((name) => out.sizeBytes(`${set.folder}/${set.fileName(name)}.csv`) !== undefined);
  const published = (await publishedSet(set, context)) ?? (isPart ? await anySet(context) : undefined);
  return wantedBeside(set, context, published);
}

/** The same of gauges' years, which may have flags, too: where they are asked for, or a gauge's newest year has them. */
async function usualFlags(names: readonly string[], usual: UsualSet, context: TablesContext): Promise<UsualSet> {
  const { out, products = [], quality = {}, exclude } = context;
  const published = await publishedFlags(names, context);
  const isWanted = published !== undefined || exclude !== undefined || products.includes('flags');
  if (!isWanted) return usual;
  const isParquet =
    usual.parquet || (published?.parquet ?? false) || isParquetWanted({ out, formats: context.formats });
  return {
    ...usual,
    names: [...usual.names, 'flags'],
    set: joinedSet(published?.set ?? {}, quality),
    exclude: exclude ?? published?.exclude,
    parquet: isParquet,
  };
}

/** How the flags of any gauge's newest year that has some were made; undefined where there are none. */
export async function publishedFlags(names: readonly string[], context: OutputPlaces): Promise<UsualSet | undefined> {
  const { out, target } = context;
  // An output folder begun anew has none; the first year that is here tells whether the target has.
  let isAsked = target === undefined;
  for (const name of names)
    for (const year of yearsIn(out, name).reverse()) {
      const set = gaugeSet(name, year);
      const isHere = out.sizeBytes(`${set.folder}/${set.fileName('flags')}.csv`) !== undefined;
      const published = isHere || !isAsked ? await publishedSet(set, context) : undefined;
      isAsked = true;
      if (published?.names.includes('flags')) return published;
    }
  return undefined;
}

/** The tables of any gauge's newest year that has some; undefined where none is here. */
async function anySet(context: TablesContext): Promise<UsualSet | undefined> {
  const { out, gauges } = context;
  for (const { name } of gauges)
    for (const year of yearsIn(out, name).reverse()) {
      const set = gaugeSet(name, year);
      if (out.sizeBytes(manifestPath(set)) === undefined) continue;
      const published = await publishedSet(set, context);
      if (published) return published;
    }
  return undefined;
}

/** Years of a gauge that have a folder here, ascending. */
function yearsIn(out: OutputPlaces['out'], gauge: string): number[] {
  return out
    .names(gauge)
    .filter((name) => /^\d{4}$/.test(name))
    .map(Number);
}

/** Years of which a table that is asked for is not here, or tells events apart otherwise than is asked for. */
async function yearsBehind(
  gauges: readonly string[],
  { names, settings, set, exclude, parquet }: UsualSet,
  context: TablesContext,
): Promise<TouchedYear[]> {
  const { out, products = [], eventOptions = {}, quality = {} } = context;
  const behind: TouchedYear[] = [];
  const isAsked = (name: ProductName): boolean =>
    products.includes(name) || (name === 'flags' && context.exclude !== undefined);
  const asked = GAUGE_NAMES.filter((name) => names.includes(name) && isAsked(name));
  if (asked.length + Object.keys({ ...eventOptions, ...quality }).length === 0) return behind;
  const wanted = JSON.stringify([settings, ...(names.includes('flags') ? [set, exclude] : [{}, undefined])]);
  for (const gauge of gauges)
    for (const year of yearsIn(out, gauge)) {
      const { folder, fileName } = gaugeSet(gauge, year);
      const isMissing = asked.some((name) =>
        extensionsOf(parquet).some(
          (extension) => out.sizeBytes(`${folder}/${fileName(name)}.${extension}`) === undefined,
        ),
      );
      const other = async (): Promise<boolean> => {
        const before = await publishedSet(gaugeSet(gauge, year), context);
        return before !== undefined && JSON.stringify([before.settings, before.set, before.exclude]) !== wanted;
      };
      if (isMissing || (await other())) behind.push({ gauge, year });
    }
  return behind;
}

async function publishYearTables(
  gauge: string,
  year: number,
  { usual, rains, quality: years }: Parts,
  context: TablesContext,
): Promise<Record<string, PublishedNote>> {
  const set = gaugeSet(gauge, year);
  const wanted = await wantedOf(set, usual, context);
  const rain = await rains.of(gauge, year, wanted.settings.events.gapS);
  const quality = wanted.names.includes('flags') ? await years.year(gauge, year, wanted) : undefined;
  const table = async (name: GaugeYearName): Promise<AnyTable> =>
    name === 'flags' ? flagsTable(await quality!.stretches()) : productOf(name).table(rain, wanted.settings);
  return await publishSet(
    set,
    wanted,
    {
      ...{ input: rainDigest(rain), table, quality: quality?.about },
      ...(quality ? { qualified: quality.writeQualified } : {}),
    },
    context,
  );
}

function productOf(name: YearProductName): YearProduct {
  return YEAR_PRODUCTS.find((product) => product.name === name)!;
}

interface Parts {
  readonly usual: UsualSet;
  readonly rains: Rains;
  readonly quality: QualityYears;
}

async function publishNetworkTables(
  year: number,
  sites: readonly KnownSite[],
  { usual, rains }: Parts,
  context: TablesContext,
): Promise<Record<string, PublishedNote>> {
  const set = networkSet(year);
  const wanted = await wantedOf(set, usual, context);
  const there = sites.filter(({ site }) => context.out.sizeBytes(yearPath(site, year, 'manifest')) !== undefined);
  const places = there.map(({ site, lon, lat }) => ({ site, lon: lon ?? null, lat: lat ?? null }));
  const parts: Omit<NetworkSite, 'table'>[] = [];
  const digest = createHash('sha256').update(JSON.stringify(places));
  for (const { site: gauge, lon, lat } of there) {
    const rain = await rains.of(gauge, year, wanted.settings.events.gapS);
    digest.update(rainDigest(rain));
    parts.push({ gauge, site: lon === undefined || lat === undefined ? undefined : { lon, lat }, rain });
  }
  const table = (name: YearProductName): AnyTable => {
    const product = productOf(name);
    const withTables = parts.map((part) => ({ ...part, table: () => product.table(part.rain, wanted.settings) }));
    return product.network(year, withTables, wanted.settings);
  };
  return await publishSet(set, wanted, { input: digest.digest('hex'), table }, context);
}
