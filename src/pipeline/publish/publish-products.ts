import { createHash } from 'node:crypto';
import { joinYears, type GaugeRain } from '../../analyses/gauge-rain.js';
import type { PublishedNote } from '../../domain/journal.js';
import { networkPath, yearPath } from '../../domain/paths.js';
import type { AnyTable, NetworkSite, TableSettings, YearProduct } from '../../products/product.js';
import { rainDigest, yearRain, type YearRain } from '../../products/year-rain.js';
import { YEAR_PRODUCTS, type YearProductName } from '../../products/year-products.js';
import type { GaugesWanted, OutputPlaces, Publishing, TablesWanted } from '../context.js';
import { knownSites, type KnownSite } from './known-sites.js';
import { extensionsOf, publishedSet, publishSet, wantedBeside, wantedOf, type UsualSet } from './table-set.js';
import { gaugeSet, manifestPath, networkSet, YEAR_NAMES } from './table-sets.js';
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
  if (usual.names.length === 0) return {};
  const sites = await knownSites(context);
  const names = sites.map(({ site }) => site);
  const due = new Map<string, { gauge: string; year: number }>();
  for (const { gauge, year } of [...touched, ...(await yearsBehind(names, usual, context))])
    for (const name of gauge === undefined ? names : [gauge])
      for (const near of [year - 1, year, year + 1])
        if (context.out.sizeBytes(yearPath(name, near, 'manifest')) !== undefined)
          due.set(`${name}/${near}`, { gauge: name, year: near });
  const rains = new Rains(context);
  const notes: Record<string, PublishedNote> = {};
  for (const { gauge, year } of due.values())
    Object.assign(notes, await publishYearTables(gauge, year, { usual, rains }, context));
  const years = new Set(Array.from(due.values(), ({ year }) => year));
  for (const year of [...years].sort((a, b) => a - b))
    Object.assign(notes, await publishNetworkTables(year, sites, { usual, rains }, context));
  return notes;
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

/** The tables of any gauge's newest year that has some; undefined where none is here. */
async function anySet(context: TablesContext): Promise<UsualSet | undefined> {
  const { out, gauges } = context;
  for (const { name } of gauges)
    for (const year of out
      .names(name)
      .filter((folder) => /^\d{4}$/.test(folder))
      .reverse()) {
      const set = gaugeSet(name, Number(year));
      if (out.sizeBytes(manifestPath(set)) === undefined) continue;
      const published = await publishedSet(set, context);
      if (published) return published;
    }
  return undefined;
}

/** Years of which a table that is asked for is not here, or tells events apart otherwise than is asked for. */
async function yearsBehind(
  gauges: readonly string[],
  { names, settings, parquet }: UsualSet,
  context: TablesContext,
): Promise<TouchedYear[]> {
  const { out, products = [], eventOptions = {} } = context;
  const behind: TouchedYear[] = [];
  const asked = YEAR_NAMES.filter((name) => names.includes(name) && products.includes(name));
  if (asked.length === 0 && Object.keys(eventOptions).length === 0) return behind;
  for (const gauge of gauges)
    for (const year of out
      .names(gauge)
      .filter((name) => /^\d{4}$/.test(name))
      .map(Number)) {
      const { folder, fileName } = gaugeSet(gauge, year);
      const isMissing = asked.some((name) =>
        extensionsOf(parquet).some(
          (extension) => out.sizeBytes(`${folder}/${fileName(name)}.${extension}`) === undefined,
        ),
      );
      const other = async (): Promise<boolean> => {
        const before = await publishedSet(gaugeSet(gauge, year), context);
        return before !== undefined && JSON.stringify(before.settings) !== JSON.stringify(settings);
      };
      if (isMissing || (await other())) behind.push({ gauge, year });
    }
  return behind;
}

async function publishYearTables(
  gauge: string,
  year: number,
  { usual, rains }: Parts,
  context: TablesContext,
): Promise<Record<string, PublishedNote>> {
  const set = gaugeSet(gauge, year);
  const wanted = await wantedOf(set, usual, context);
  const rain = await rains.of(gauge, year, wanted.settings);
  const table = (name: YearProductName): AnyTable => productOf(name).table(rain, wanted.settings);
  return await publishSet(set, wanted, { input: rainDigest(rain), table }, context);
}

function productOf(name: YearProductName): YearProduct {
  return YEAR_PRODUCTS.find((product) => product.name === name)!;
}

interface Parts {
  readonly usual: UsualSet;
  readonly rains: Rains;
}

/** Gauges' years that are kept in memory. */
const MOST_YEARS = 64;

/** The rain of gauges' years, each read once as a rule: tables of three years, and those of the network, look at it. */
class Rains {
  private readonly years = new Map<string, Promise<GaugeRain | undefined>>();

  constructor(private readonly context: OutputPlaces) {}

  async of(gauge: string, year: number, settings: TableSettings): Promise<YearRain> {
    const years = [year - 1, year, year + 1].map((near) => this.year(gauge, near));
    const { series, firstS, lastS } = joinYears(await Promise.all(years));
    const isFollowed = this.context.out.names(gauge).some((name) => /^\d{4}$/.test(name) && Number(name) > year);
    return yearRain(gauge, year, { series, firstS, lastS: isFollowed ? Infinity : lastS }, settings.events.gapS);
  }

  private year(gauge: string, year: number): Promise<GaugeRain | undefined> {
    const key = `${gauge}/${year}`;
    const read = this.years.get(key) ?? readYearRain(gauge, year, this.context);
    if (this.years.size >= MOST_YEARS) this.years.clear();
    this.years.set(key, read);
    return read;
  }
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
    const rain = await rains.of(gauge, year, wanted.settings);
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
