import { failsAlone } from '../../domain/errors.js';
import type { Manifest } from '../../domain/manifest.js';
import { yearPath } from '../../domain/paths.js';
import { manifestJson, parseManifest } from '../../formats/manifest/manifest-json.js';
import { fingerprintOf, pendingPath, sameManifest, tryRead } from '../publish/commit.js';
import { filePaths } from '../publish/year-files.js';
import { checkFiles, type AwaitedFile } from './check-files.js';
import type { Checked, Flaw, Look, Place, Places } from './flaw.js';

/** The manifests of a year in one place. */
interface Books {
  readonly manifest: Manifest | 'unreadable' | undefined;
  readonly pending: Manifest | 'unreadable' | undefined;
}

/** Looks at years of a gauge, in both places: their manifests, and every file that those name. */
export async function checkYears(
  gauge: string,
  years: readonly number[],
  places: Places,
  look: Look,
): Promise<Checked[]> {
  const books: Map<number, Books>[] = [];
  for (const place of places) books.push(await readBooks(place, gauge, years));
  const found = new Map(years.map((year) => [year, emptyCheck(gauge, year)]));
  for (const [i, place] of places.entries()) {
    const awaited = new Map<string, number>();
    const files: AwaitedFile[] = [];
    for (const year of years) {
      const checked = found.get(year)!;
      const own = books[i]!.get(year)!;
      const other = places.length === 2 ? usable(books[1 - i]!.get(year)!.manifest) : undefined;
      const { flaws, expected } = ofManifest({ place, gauge, year, own, other, isHere: i === 0 }, look);
      checked.flaws.push(...flaws);
      checked.isBehind ||= i === 1 && isBehind(other, usable(own.manifest));
      for (const file of expected ? awaitedFiles(expected, usable(own.pending)) : []) {
        files.push(file);
        awaited.set(file.path, year);
        checked.files++;
        checked.sizeBytes += file.accepted[0].sizeBytes;
      }
    }
    for (const flaw of await checkFiles(place, files, look)) found.get(awaited.get(flaw.path)!)!.flaws.unshift(flaw);
  }
  return [...found.values()];
}

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

function emptyCheck(gauge: string, year: number): Growing<Checked> {
  return { part: { kind: 'year', gauge, year }, flaws: [], files: 0, sizeBytes: 0, isBehind: false };
}

async function readBooks({ store }: Place, gauge: string, years: readonly number[]): Promise<Map<number, Books>> {
  const paths = (year: number): [string, string] => [yearPath(gauge, year, 'manifest'), pendingPath(gauge, year)];
  const entries = await store.statMany(years.flatMap(paths));
  const found = new Map<string, Manifest | 'unreadable'>();
  for await (const { entry, bytes, error } of store.readMany(entries.filter((entry) => entry !== undefined))) {
    if (error && !failsAlone(error)) throw error;
    const manifest = bytes && tryRead(() => parseManifest(bytes, `${store.name}/${entry.path}`));
    found.set(entry.path, manifest ?? 'unreadable');
  }
  return new Map(
    years.map((year) => {
      const [manifest, pending] = paths(year).map((path) => found.get(path));
      return [year, { manifest, pending }];
    }),
  );
}

interface OfManifest {
  readonly place: Place;
  readonly gauge: string;
  readonly year: number;
  readonly own: Books;
  /** That of the other place. */
  readonly other: Manifest | undefined;
  readonly isHere: boolean;
}

/** What is wrong with the manifest itself, and the manifest that the files beside it are held to. */
function ofManifest(
  { place, gauge, year, own, other, isHere }: OfManifest,
  { journal }: Look,
): { flaws: Flaw[]; expected: Manifest | undefined } {
  const path = yearPath(gauge, year, 'manifest');
  const flaws: Flaw[] = [];
  if (own.pending !== undefined)
    flaws.push({
      ...{ place, path: pendingPath(gauge, year), what: 'unfinished', expected: undefined },
      why: 'a publication was broken off; the next run ends it',
    });
  const known = usable(own.manifest);
  const twin = other && fingerprintOf(manifestJson(other));
  if (known && twin && isAnotherThanNoted(known, twin.sha256, journal.published(place.notedAs, path)?.sha256)) {
    flaws.push({ place, path, what: 'damaged', why: 'it is not the one that was published', expected: twin });
    return { flaws, expected: other };
  }
  if (known) return { flaws, expected: known };
  // What was never published there is not missing.
  const isMissed = isHere || journal.published(place.notedAs, path) !== undefined || own.manifest === 'unreadable';
  if (!isMissed || own.pending !== undefined) return { flaws, expected: undefined };
  if (own.manifest === 'unreadable')
    flaws.push({ place, path, what: 'damaged', why: 'it is no manifest', expected: twin });
  else flaws.push({ place, path, what: 'missing', why: 'it is not there', expected: twin });
  return { flaws, expected: other };
}

/** Whether what was noted last of a place is the other place's manifest, and no longer its own. */
function isAnotherThanNoted(own: Manifest, twin: string, noted: string | undefined): boolean {
  return noted === twin && fingerprintOf(manifestJson(own)).sha256 !== noted;
}

function awaitedFiles(manifest: Manifest, pending: Manifest | undefined): AwaitedFile[] {
  return filePaths(manifest).map(({ path, file }) => {
    const coming = pending?.files.find(({ name }) => name === file.name);
    return { path, accepted: coming ? [file, coming] : [file] };
  });
}

function usable(manifest: Manifest | 'unreadable' | undefined): Manifest | undefined {
  return manifest === 'unreadable' ? undefined : manifest;
}

function isBehind(here: Manifest | undefined, there: Manifest | undefined): boolean {
  return here !== undefined && (!there || !sameManifest(here, there));
}
