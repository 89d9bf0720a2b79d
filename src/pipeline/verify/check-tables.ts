import { createHash } from 'node:crypto';
import { failsAlone } from '../../domain/errors.js';
import type { Fingerprint } from '../../domain/storage/output-folder.js';
import { parseProductsManifest, type ProductsManifest } from '../../formats/manifest/products-manifest.js';
import { networkPath } from '../../domain/paths.js';
import { gaugeSet, manifestPath, networkSet, recordSet, type TableSet } from '../publish/tables/table-sets.js';
import { checkFiles, type AwaitedFile } from './check-files.js';
import type { Checked, Flaw, Look, Part, Place, Places } from './flaw.js';

export type TablesPart = Extract<Part, { kind: 'tables' }>;

/** A manifest of tables as it lies in a place; `undefined` where it cannot be read. */
interface Book extends Fingerprint {
  readonly manifest: ProductsManifest | undefined;
}

/**
 * Looks at tables (totals, events, maxima, return periods), in both places: their manifests, and every file that those name.
 * What was never asked for has no manifest and no file, and nothing is wrong with it.
 */
export async function checkTables(parts: readonly TablesPart[], places: Places, look: Look): Promise<Checked[]> {
  const books: Map<string, Book>[] = [];
  for (const place of places) books.push(await readBooks(place, parts));
  const checked: Checked[] = [];
  for (const part of parts) {
    const path = manifestPath(setOf(part));
    const found = books.map((of) => of.get(path));
    if (found.some((book) => book !== undefined)) checked.push(await checkSet(part, found, places, look));
    else {
      const flaws: Flaw[] = [];
      for (const place of places) flaws.push(...(await orphans(part, place, look)));
      checked.push({ ...NOTHING, part, flaws });
    }
  }
  return checked;
}

const NOTHING = { files: 0, sizeBytes: 0, isBehind: false };

/** The set of tables that a part is. */
function setOf({ gauge, year }: TablesPart): TableSet {
  if (year === undefined) return recordSet(gauge!) as TableSet;
  return gauge === undefined ? (networkSet(year) as TableSet) : (gaugeSet(gauge, year) as TableSet);
}

async function readBooks({ store }: Place, parts: readonly TablesPart[]): Promise<Map<string, Book>> {
  const entries = await store.statMany(parts.map((part) => manifestPath(setOf(part))));
  const books = new Map<string, Book>();
  for await (const { entry, bytes, error } of store.readMany(entries.filter((entry) => entry !== undefined))) {
    if (error && !failsAlone(error)) throw error;
    const sha256 = createHash('sha256')
      .update(bytes ?? '')
      .digest('hex');
    const manifest = bytes && parseProductsManifest(bytes);
    books.set(entry.path, { sizeBytes: entry.sizeBytes, sha256, manifest });
  }
  return books;
}

async function checkSet(
  part: TablesPart,
  found: readonly (Book | undefined)[],
  places: Places,
  look: Look,
): Promise<Checked> {
  const set = setOf(part);
  const path = manifestPath(set);
  const isSettled = !isDue(part, places[0], look);
  const flaws: Flaw[] = [];
  let [files, sizeBytes] = [0, 0];
  for (const [i, place] of places.entries()) {
    const own = found[i];
    const twin = usable(found[1 - i]);
    const noted = isSettled ? look.journal.published(place.notedAs, path)?.sha256 : undefined;
    const why = whyWrong(own, noted, twin !== undefined && (i === 0 || noted !== undefined));
    const expected = why === undefined ? usable(own) : twin;
    const awaited = expected ? awaitedFiles(set, expected) : twin ? [] : notedFiles(set, place, look);
    files += awaited.length;
    sizeBytes += awaited.reduce((sum, { accepted }) => sum + accepted[0].sizeBytes, 0);
    flaws.push(...(await checkFiles(place, awaited, look)));
    // A manifest that has to be copied comes after the files that it names.
    if (why !== undefined)
      flaws.push({ place, path, what: own ? 'damaged' : 'missing', why, expected: twin && print(twin) });
  }
  const [here, there] = found;
  return { part, flaws, files, sizeBytes, isBehind: places.length === 2 && here?.sha256 !== there?.sha256 };
}

/** Whether a run that was broken off, or is at work, has still to note what it made. */
function isDue({ year }: TablesPart, { notedAs }: Place, { journal }: Look): boolean {
  const isNear = (one: number): boolean => journal.due(notedAs, networkPath(one)) !== undefined;
  return year !== undefined && [year - 1, year, year + 1].some(isNear);
}

/** Why a manifest is not what was noted of it; one that was never published is not missing. */
function whyWrong(own: Book | undefined, noted: string | undefined, isMissed: boolean): string | undefined {
  if (!own) return isMissed || noted !== undefined ? 'it is not there' : undefined;
  if (!own.manifest) return 'it is no manifest of tables';
  return noted === undefined || noted === '' || noted === own.sha256
    ? undefined
    : 'it is not the one that was published';
}

type Usable = Book & { readonly manifest: ProductsManifest };

function usable(book: Book | undefined): Usable | undefined {
  return book?.manifest ? (book as Usable) : undefined;
}

function print({ sizeBytes, sha256 }: Fingerprint): Fingerprint {
  return { sizeBytes, sha256 };
}

function awaitedFiles({ folder }: TableSet, { manifest }: Usable): AwaitedFile[] {
  return manifest.files.map(({ name, ...file }) => ({ path: `${folder}/${name}`, accepted: [file] }));
}

/** A set that has tables, and no manifest anywhere: that is missing; its tables are held to what was noted of them. */
async function orphans(part: TablesPart, place: Place, look: Look): Promise<Flaw[]> {
  const set = setOf(part);
  const noted = notedFiles(set, place, look);
  const isThere =
    noted.length > 0 || (await place.store.statMany(tablePaths(set))).some((entry) => entry !== undefined);
  if (!isThere) return [];
  const manifest = { path: manifestPath(set), why: 'it is not there', expected: undefined };
  return [...(await checkFiles(place, noted, look)), { place, what: 'missing', ...manifest }];
}

/** The tables of a set as they were noted when they were published: what is known where no manifest can be read. */
function notedFiles(set: TableSet, { notedAs }: Place, { journal }: Look): AwaitedFile[] {
  return tablePaths(set).flatMap((path): AwaitedFile[] => {
    const note = journal.published(notedAs, path);
    return note && note.sha256 !== '' ? [{ path, accepted: [note] }] : [];
  });
}

function tablePaths({ folder, holds, fileName }: TableSet): string[] {
  return holds.flatMap((name) => ['csv', 'parquet'].map((extension) => `${folder}/${fileName(name)}.${extension}`));
}
