import { DEFAULT_EVENTS } from '../../../analyses/events.js';
import type { ExcludedLevel } from '../../../analyses/quality/judging/exclusion.js';
import type { ByteSink } from '../../../domain/storage/sink.js';
import type { PublishedNote } from '../../../domain/run/journal.js';
import type { ManifestFile } from '../../../domain/manifest.js';
import { compareText } from '../../../domain/text/compare-text.js';
import { tableParquet } from '../../../formats/parquet/table.js';
import {
  parseProductsManifest,
  productsManifestJson,
  type ProductsManifest,
  type QualityManifest,
} from '../../../formats/manifest/products-manifest.js';
import type { Table } from '../../../analyses/tables.js';
import { withMask } from '../../../products/flags-table.js';
import { csvBytes } from '../../../products/table.js';
import { totalsText, wholeTable, type TotalsBefore } from '../../../products/totals-text.js';
import type { AnyTable, TableSettings } from '../../../products/product.js';
import type { ProductName } from '../../../products/year-products.js';
import { bodyOf, fingerprintOf } from '../commit.js';
import type { OutputPlaces, Publishing, TablesWanted } from '../../context.js';
import { joinedSet, type QualitySet } from '../../../analyses/quality/judging/quality-set.js';
import { readPublished } from '../published-file.js';
import { manifestPath, type TableSet } from './table-sets.js';

/** What is wanted of a set, and how its tables are made. */
export interface WantedSet {
  readonly names: readonly ProductName[];
  readonly settings: TableSettings;
  /** Settings of quality tests that are not the default. */
  readonly set: QualitySet;
  /** From which level on flagged rain is left out of the qualified series; undefined where there is none. */
  readonly exclude: ExcludedLevel | undefined;
  /** As CSV alone, or as Parquet too. */
  readonly parquet: boolean;
  readonly before: ProductsManifest | undefined;
}

/** What is wanted of sets that were not published before. */
export type UsualSet = Omit<WantedSet, 'before'>;

/** What was published of a set, with how its tables were made; undefined where nothing was. */
export async function publishedSet<Name extends ProductName>(
  set: TableSet<Name>,
  { out, target }: OutputPlaces,
): Promise<WantedSet | undefined> {
  const bytes = await readPublished(manifestPath(set), out, target);
  const before = bytes && parseProductsManifest(bytes);
  if (!before) return undefined;
  const isPublished = (name: Name): boolean => before.files.some((file) => file.name === `${set.fileName(name)}.csv`);
  const names = set.holds.filter(isPublished);
  const parquet = before.files.some(({ name }) => name.endsWith('.parquet'));
  const { set: own = {}, exclude } = before.quality ?? {};
  return { names, settings: { events: before.events }, set: own, exclude: exclude?.level, parquet, before };
}

/** Whether tables are made as Parquet too: where a run asks for that format, or series are published in it. */
export function isParquetWanted({ out, formats }: Pick<OutputPlaces, 'out'> & Pick<TablesWanted, 'formats'>): boolean {
  return (formats?.some(({ name }) => name === 'parquet') ?? false) || out.names('parquet').length > 0;
}

/** What files of a table end with. */
export function extensionsOf(parquet: boolean): readonly string[] {
  return parquet ? ['csv', 'parquet'] : ['csv'];
}

/** What a run wants: what it says itself, and what was published before. */
export function wantedBeside(
  { holds }: Pick<TableSet, 'holds'>,
  { products, eventOptions, quality, exclude, ...context }: TablesWanted & Pick<OutputPlaces, 'out'>,
  before: UsualSet | undefined,
): UsualSet {
  const isWanted = (name: ProductName): boolean =>
    (products?.includes(name) ?? false) || (before?.names.includes(name) ?? false);
  return {
    names: holds.filter(isWanted),
    settings: { events: { ...DEFAULT_EVENTS, ...before?.settings.events, ...eventOptions } },
    set: joinedSet(before?.set ?? {}, quality ?? {}),
    exclude: exclude ?? before?.exclude,
    parquet: (before?.parquet ?? false) || isParquetWanted(context),
  };
}

/** What a run wants of a set: what is usual in the network, and what was published of it before. */
export async function wantedOf<Name extends ProductName>(
  set: TableSet<Name>,
  usual: UsualSet,
  context: OutputPlaces & TablesWanted,
): Promise<WantedSet> {
  const own = await publishedSet(set, context);
  const both = {
    names: [...usual.names, ...(own?.names ?? [])],
    settings: usual.settings,
    set: usual.set,
    exclude: usual.exclude,
    parquet: usual.parquet || (own?.parquet ?? false),
  };
  return { ...wantedBeside(set, { ...context, products: undefined }, both), before: own?.before };
}

/** What the tables of a set are. */
export interface SetTables<Name extends ProductName> {
  /** Hash of what they are made from. */
  readonly input: string;
  readonly table: (name: Name) => AnyTable | Promise<AnyTable>;
  /** What flags are made from, and how, where they are wanted. */
  readonly quality?: QualityManifest | undefined;
  /** Writes the qualified series, where flagged rain is left out. */
  readonly qualified?: (write: ByteSink) => Promise<void>;
}

/**
 * Makes the tables of a set where what they are made from has changed, or one is missing, and publishes those that are not on
 * the target as they are here. The manifest is written last, so that a run that was broken off makes them anew; gives what it is, to
 * be noted.
 */
export async function publishSet<Name extends ProductName>(
  set: TableSet<Name>,
  { names: wanted, settings, parquet, before }: WantedSet,
  { input, table, quality, qualified }: SetTables<Name>,
  context: Publishing,
): Promise<Record<string, PublishedNote>> {
  const { out, checkpoint, version, target, publication } = context;
  const extensions = extensionsOf(parquet);
  const names = set.holds.filter((name) => wanted.includes(name));
  const head: Head = {
    software: { name: 'pluvio', version },
    format: 1,
    input,
    events: settings.events,
    ...(quality ? { quality } : {}),
  };
  const current = before ? names.filter((name) => isCurrent(name, before)) : [];
  const isMade =
    before !== undefined &&
    current.length === names.length &&
    sameHead(before, head) &&
    before.files.every(({ name }) => names.some((one) => filesOf(one).includes(name)));
  const manifest: ProductsManifest = isMade ? before : { ...head, ...(await makeFiles()) };
  const path = manifestPath(set);
  const json = productsManifestJson(manifest);
  if (!isMade || out.sizeBytes(path) !== json.length) writeWhole(path, json);
  if (target && !publication?.later) await publishFiles();
  return { [path]: { ...fingerprintOf(json), modifiedS: undefined } };

  function filesOf(name: Name): string[] {
    const files = extensions.map((extension) => `${set.fileName(name)}.${extension}`);
    return name === 'flags' && quality?.exclude ? [...files, set.qualifiedName!] : files;
  }

  /** Whether a table is made of what is there now, and its files are here. */
  function isCurrent(name: Name, { files, ...old }: ProductsManifest): boolean {
    const own = filesOf(name).map((file) => files.find((one) => one.name === file));
    const isHere = own.every((file) => file && out.sizeBytes(`${set.folder}/${file.name}`) === file.sizeBytes);
    return isHere && (name === 'flags' ? sameFlags(old, head) : sameTables(old, head));
  }

  async function makeFiles(): Promise<Pick<ProductsManifest, 'files' | 'months'>> {
    const files: ManifestFile[] = [];
    let months: readonly string[] | undefined;
    for (const name of names) {
      if (current.includes(name)) {
        files.push(...before!.files.filter((file) => filesOf(name).includes(file.name)));
        if (name === 'totals') ({ months } = before!);
        continue;
      }
      const made = await table(name);
      if ('months' in made) ({ months } = made);
      for (const extension of extensions) {
        const file = `${set.fileName(name)}.${extension}`;
        const bytes = await bytesOf(made, extension, name, file);
        const fingerprint = fingerprintOf(bytes);
        files.push({ name: file, ...fingerprint });
        const isThere = before?.files.some((old) => old.name === file && old.sha256 === fingerprint.sha256);
        if (isThere === true && out.sizeBytes(`${set.folder}/${file}`) === bytes.length) continue;
        writeWhole(`${set.folder}/${file}`, bytes);
      }
      if (name === 'flags' && quality?.exclude) files.push(await makeQualified(set.qualifiedName!));
    }
    return { ...(months ? { months } : {}), files: files.sort((a, b) => compareText(a.name, b.name)) };
  }

  async function makeQualified(name: string): Promise<ManifestFile> {
    const file = `${set.folder}/${name}`;
    const staged = out.stage(file);
    await qualified!(staged.write);
    const fingerprint = staged.finish();
    out.commit(file);
    checkpoint('local-product');
    return { name, ...fingerprint };
  }

  async function bytesOf(made: AnyTable, extension: string, name: string, file: string): Promise<Uint8Array> {
    if (extension === 'parquet') return tableParquet(name, parquetOf('rows' in made ? made : wholeTable(made), name));
    return 'rows' in made ? await csvBytes(made) : Buffer.from(totalsText(made, publishedTotals(file)));
  }

  /** The totals that were published, where they are here as the manifest has them, made by this version. */
  function publishedTotals(file: string): TotalsBefore | undefined {
    const known = before?.files.find(({ name }) => name === file);
    if (!known || !before?.months || before.software.version !== version) return undefined;
    const bytes = out.read(`${set.folder}/${file}`);
    if (!bytes || fingerprintOf(bytes).sha256 !== known.sha256) return undefined;
    return { text: Buffer.from(bytes).toString('utf8'), months: before.months };
  }

  function writeWhole(file: string, bytes: Uint8Array): void {
    const staged = out.stage(file);
    staged.write(bytes);
    staged.finish();
    out.commit(file);
    checkpoint('local-product');
  }

  async function publishFiles(): Promise<void> {
    const { journal } = context;
    const notes: Record<string, { sha256: string; sizeBytes: number; modifiedS: undefined }> = {};
    const send = async (file: string, sha256: string, write: () => Promise<void>, sizeBytes: number): Promise<void> => {
      if (journal.published(target!, file)?.sha256 === sha256) return;
      await write();
      checkpoint('target-product');
      notes[file] = { sha256, sizeBytes, modifiedS: undefined };
    };
    for (const { name, sha256, sizeBytes } of manifest.files) {
      const file = `${set.folder}/${name}`;
      await send(file, sha256, () => target!.write(file, out.body(file, { sha256, sizeBytes })), sizeBytes);
    }
    const { sha256, sizeBytes } = fingerprintOf(json);
    await send(path, sha256, () => target!.write(path, bodyOf(json)), sizeBytes);
    if (Object.keys(notes).length > 0) journal.notePublished(target!, notes);
  }
}

/** Flags have the bit of their test as Parquet, which has room for more than the contract's columns. */
function parquetOf(table: Table, name: string): Table {
  return name === 'flags' ? withMask(table) : table;
}

type Head = Omit<ProductsManifest, 'files'>;

function sameHead(a: Head, b: Head): boolean {
  return sameTables(a, b) && JSON.stringify(a.quality) === JSON.stringify(b.quality);
}

/** Whether totals, events and the like are made of the same. */
function sameTables(a: Head, b: Head): boolean {
  const of = ({ software, format, input, events }: Head): string =>
    JSON.stringify([software, format, input, events.gapS, events.minDepthMm, events.energy, events.splitBelowMm]);
  return of(a) === of(b);
}

/** Likewise flags. */
function sameFlags(a: Head, b: Head): boolean {
  const of = ({ software, format, quality }: Head): string => JSON.stringify([software, format, quality]);
  return of(a) === of(b);
}
