import { createHash } from 'node:crypto';
import { PluvioError } from '../../domain/errors.js';
import type { Journal, PublishedNote } from '../../domain/run/journal.js';
import type { Manifest } from '../../domain/manifest.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { yearPath } from '../../domain/paths.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import {
  isNoted,
  isWhole,
  pendingPath,
  readLocalManifest,
  readManifests,
  sameManifest,
  tryRead,
} from '../publish/commit.js';
import { fetchGrowing } from '../publish/fetch-growing.js';
import { filePaths, seriesOf } from '../publish/year-files.js';
import { recoverIn } from '../publish/recovering.js';

export interface BaseParts {
  readonly out: OutputFolder;
  readonly target: Store | undefined;
  readonly journal: Journal;
}

/** A raw series that was fetched to look at it. */
export interface OtherCopy {
  /** Where it lies in the output folder. */
  readonly path: string;
  /** What it matches. */
  readonly manifest: Manifest;
}

/** What is published of a gauge's year, and may be built upon. */
export interface Base {
  /** The manifest that the local raw series matches; undefined where the year is new. */
  readonly manifest: Manifest | undefined;
  /** Whether files beside the raw series have to be made again, though no reading is new. */
  readonly incomplete: boolean;
  /** The target's manifest now. */
  readonly targetManifest: Manifest | undefined;
  /** Whether the target holds exactly the files of `targetManifest`, with nothing pending. */
  readonly targetWhole: boolean;
  /** A raw series of the target that differs from the local one: to be united with it. */
  readonly other: OtherCopy | undefined;
  /** Whether the local copy was missing or damaged, and the target's took its place. */
  readonly restored: boolean;
}

/** A manifest of the target; one that cannot be read is set aside by name, and its year waits. */
async function targetManifest(target: Store, path: string, gauge: string): Promise<Manifest | undefined> {
  try {
    return (await readManifests(target, [path]))[0];
  } catch (error) {
    const entry = error instanceof PluvioError && error.code === 'DAMAGED' ? await target.stat(path) : undefined;
    if (!entry) throw error;
    throw await setAside(target, path, await hashOf(target, entry), gauge);
  }
}

/** Where a published raw series of the target lies while it is looked at. */
function fetchedPath(gauge: string, year: number): string {
  return `${yearPath(gauge, year, 'concatenated')}.pluvio-fetched`;
}

/**
 * Finds what a gauge's year can be built upon: the output folder and the target are two copies of it, either of which
 * may be missing, behind, or damaged. Afterwards the local raw series is there and trusted whenever either was. Throws
 * DAMAGED where a published series matches no manifest and the other copy cannot stand in: it was set aside by name.
 */
export async function findBase(parts: BaseParts, gauge: string, year: number): Promise<Base> {
  const { out, target, journal } = parts;
  const local = localBase(out, gauge, year);
  const { manifest, incomplete, damage } = local;
  const own = { manifest, incomplete, other: undefined, restored: false };
  if (!target) {
    if (damage) throw damage;
    return { ...own, targetManifest: undefined, targetWhole: true };
  }
  const published = await targetManifest(target, yearPath(gauge, year, 'manifest'), gauge);
  const pending = await targetManifest(target, pendingPath(gauge, year), gauge);
  if (pending) await recoverFolders(target, pending);
  const filesAreThere = published ? await filesMatch(target, published, pending, journal) : false;
  const found = { targetManifest: published, targetWhole: filesAreThere && !pending };
  if (manifest && published && found.targetWhole && isAhead(parts, manifest, published)) return { ...own, ...found };
  const fetched = await fetchSeries({ out, target }, { gauge, year }, [published, pending], local);
  if (!fetched) {
    if (damage) throw damage;
    return { ...own, ...found, targetWhole: false };
  }
  if (manifest) {
    const isSame = seriesOf(manifest)?.sha256 === seriesOf(fetched)?.sha256;
    if (isSame) out.remove(fetchedPath(gauge, year));
    return { ...own, ...found, other: isSame ? undefined : { path: fetchedPath(gauge, year), manifest: fetched } };
  }
  out.rename(fetchedPath(gauge, year), yearPath(gauge, year, 'concatenated'));
  return { ...own, ...found, manifest: fetched, incomplete: true, restored: true };
}

/** Ends replacements of files in the folders of a publication that was not ended. */
async function recoverFolders(target: Store, pending: Manifest): Promise<void> {
  const folders = new Set(filePaths(pending).map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
  for (const folder of folders) await recoverIn(target, folder);
}

/** Whether the local copy is the target's, or is what the last run left, which made it from what the target still has. */
function isAhead({ out, target, journal }: BaseParts, local: Manifest, published: Manifest): boolean {
  if (sameManifest(local, published)) return true;
  const isMadeFrom = isNoted(out, local, journal) && target !== undefined && isNoted(target, published, journal);
  return isMadeFrom && local.readings >= published.readings;
}

interface LocalBase {
  readonly manifest: Manifest | undefined;
  readonly incomplete: boolean;
  readonly damage: PluvioError | undefined;
}

function localBase(out: OutputFolder, gauge: string, year: number): LocalBase {
  const series = yearPath(gauge, year, 'concatenated');
  const found = out.fingerprint(series);
  const candidates = [yearPath(gauge, year, 'manifest'), pendingPath(gauge, year)].map((path) =>
    tryRead(() => readLocalManifest(out, path)),
  );
  const [current, pending] = candidates;
  const match = candidates.find((manifest) => manifest && seriesOf(manifest)?.sha256 === found?.sha256);
  if (found && match) {
    if (match === current && pending) out.remove(pendingPath(gauge, year));
    const whole = match === current && isWhole(match, out);
    return { manifest: match, incomplete: !whole, damage: undefined };
  }
  if (!found && !current) return { manifest: undefined, incomplete: false, damage: undefined };
  if (!found)
    return {
      manifest: undefined,
      incomplete: true,
      damage: damaged(out.name, series, gauge, 'it is missing, but its manifest is there'),
    };
  const aside = `${series}.damaged-${found.sha256.slice(0, 8)}`;
  out.rename(series, aside);
  return {
    manifest: undefined,
    incomplete: true,
    damage: damaged(out.name, series, gauge, `it matches no manifest and was set aside as ${aside}`),
  };
}

/**
 * Fetches the target's raw series to look at it. Gives the manifest it matches; undefined where there is none to fetch, and
 * nothing was promised or the local copy has as many readings. One that is away, to be appended to by a run that was
 * killed, is taken from there. One that matches no manifest is set aside, and the year waits; where there is neither a
 * manifest nor a local copy it stays as it is, and the year waits as long as it does.
 */
async function fetchSeries(
  { out, target }: { readonly out: OutputFolder; readonly target: Store },
  { gauge, year }: { readonly gauge: string; readonly year: number },
  manifests: readonly (Manifest | undefined)[],
  local: LocalBase,
): Promise<Manifest | undefined> {
  const series = yearPath(gauge, year, 'concatenated');
  const entry = await target.stat(series);
  const promised = manifests[0];
  const standsIn = local.manifest && promised && local.manifest.readings >= promised.readings;
  if (!entry) {
    if (!promised || standsIn) return undefined;
    const growing = await fetchGrowing({ out, target }, series, fetchedPath(gauge, year), manifests);
    if (growing) return growing;
    throw damaged(target.name, series, gauge, 'it is missing, but its manifest is there');
  }
  const staged = out.stage(fetchedPath(gauge, year));
  for await (const bytes of target.read(entry)) staged.write(bytes);
  const { sha256 } = staged.finish();
  const known = [...manifests, local.manifest].filter((manifest) => manifest !== undefined);
  const match = known.find((manifest) => seriesOf(manifest)?.sha256 === sha256);
  if (match) {
    out.commit(fetchedPath(gauge, year));
    return match;
  }
  out.unstage(fetchedPath(gauge, year));
  if (known.length === 0) throw damaged(target.name, series, gauge, 'there is no manifest of it');
  throw await setAside(target, series, sha256, gauge);
}

/**
 * Whether every file of a manifest is on the target as promised. A file whose size and date are those it had when it was
 * last read back is taken at its word; any other is read. One that is what the pending manifest says was left by a run that
 * was stopped half-way. One that neither knows is set aside by name, never overwritten, and its year waits: DAMAGED.
 */
async function filesMatch(
  target: Store,
  manifest: Manifest,
  pending: Manifest | undefined,
  journal: Journal,
): Promise<boolean> {
  const files = filePaths(manifest);
  const entries = await target.statMany(files.map(({ path }) => path));
  let isWhole = true;
  for (const [i, { path, file }] of files.entries()) {
    const entry = entries[i];
    if (!entry) isWhole = false;
    else if (!isAsNoted(entry, file.sha256, journal.published(target, path))) {
      const awaited = pending?.files.find(({ name }) => name === file.name);
      const canMatch = entry.sizeBytes === file.sizeBytes || entry.sizeBytes === awaited?.sizeBytes;
      const sha256 = canMatch ? await hashOf(target, entry) : 'another-size';
      if (sha256 !== file.sha256) {
        if (sha256 !== awaited?.sha256) throw await setAside(target, path, sha256, manifest.gauge);
        isWhole = false;
        continue;
      }
      journal.notePublished(target, { [path]: { ...file, modifiedS: entry.modifiedS } });
    }
  }
  return isWhole;
}

function isAsNoted(entry: Entry, sha256: string, note: PublishedNote | undefined): boolean {
  if (note?.sha256 !== sha256 || entry.modifiedS === undefined) return false;
  return note.sizeBytes === entry.sizeBytes && note.modifiedS === entry.modifiedS;
}

async function hashOf(target: Store, entry: Entry): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of target.read(entry)) hash.update(bytes);
  return hash.digest('hex');
}

async function setAside(target: Store, path: string, sha256: string, gauge: string): Promise<PluvioError> {
  const aside = `${path}.damaged-${sha256.slice(0, 8)}`;
  await target.rename(path, aside);
  return damaged(target.name, path, gauge, `it does not match its manifest and was set aside as ${aside}`);
}

function damaged(where: string, file: string, gauge: string, why: string): PluvioError {
  const what = `Cannot build on ${where}/${file}: ${why}`;
  return new PluvioError(
    'DAMAGED',
    `${what}; restore it as its manifest says, or move the manifest away to publish the year anew`,
    { file, gauge },
  );
}
