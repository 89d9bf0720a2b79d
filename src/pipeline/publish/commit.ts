import { NO_CHECKPOINT, type Checkpoint } from '../../domain/run/checkpoint.js';
import { PluvioError } from '../../domain/errors.js';
import type { Journal, Place, PublishedNote } from '../../domain/run/journal.js';
import type { Manifest } from '../../domain/manifest.js';
import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import { yearPath } from '../../domain/paths.js';
import type { Body, Store } from '../../domain/storage/store.js';
import { manifestJson, parseManifest } from '../../formats/manifest/manifest-json.js';
import { publishFile, removeGrowing } from './publish-file.js';
import { filePaths } from './year-files.js';
import { createHash } from 'node:crypto';

/**
 * How a year's files change together, though each is renamed alone: first the manifest to come is put beside the old one
 * under a pending name, then each file takes its name, the raw series first, then the manifest: on the target the pending one
 * is renamed, here it is written again, and the pending one goes. Whatever the moment of a crash, the raw series matches one of the two manifests, and everything else can be made
 * again from it.
 */
export function pendingPath(gauge: string, year: number): string {
  return `${yearPath(gauge, year, 'manifest')}.pluvio-pending`;
}

/** Gives a year's staged files their names in the output folder. */
export function commitYear(out: OutputFolder, manifest: Manifest, checkpoint: Checkpoint = NO_CHECKPOINT): void {
  const { gauge, year } = manifest;
  const pending = pendingPath(gauge, year);
  writeWhole(out, pending, manifestJson(manifest));
  checkpoint('local-pending');
  const paths = filePaths(manifest).map(({ path }) => path);
  for (const path of paths) {
    out.giveName(path);
    checkpoint('local-file');
  }
  // Before the manifest has its name: until then the raw series may be of either.
  out.keepNames(paths);
  writeWhole(out, yearPath(gauge, year, 'manifest'), manifestJson(manifest));
  checkpoint('local-manifest');
  out.remove(pending);
}

function writeWhole(out: OutputFolder, path: string, bytes: Uint8Array): void {
  const staged = out.stage(path);
  staged.write(bytes);
  staged.finish();
  out.commit(path);
}

export interface PublishParts {
  readonly out: OutputFolder;
  readonly target: Store;
  readonly journal: Journal;
  readonly checkpoint: Checkpoint;
  readonly append: boolean;
}

/**
 * Publishes a committed year from the output folder to the target, by the same steps; each file is read back and
 * compared before it takes its name (`Store.write`). Files that are the same in `published`, the target's manifest, are
 * left alone.
 */
export async function publishYear(
  { out, target, journal, checkpoint, append }: PublishParts,
  manifest: Manifest,
  published: Manifest | undefined,
): Promise<void> {
  const { gauge, year } = manifest;
  const pending = pendingPath(gauge, year);
  const json = manifestJson(manifest);
  await target.write(pending, bodyOf(json));
  checkpoint('target-pending');
  // All at once: in whatever order they take their names, the raw series matches this manifest or the one before it.
  await allOf(
    filePaths(manifest).map(async ({ path, file }) => {
      const before = published?.files.find(({ name }) => name === file.name);
      if (before?.sha256 === file.sha256) return;
      await publishFile({ out, target, append }, path, file, before);
      checkpoint('target-file');
    }),
  );
  // Nothing is known to be whole on the target: a run may have been killed while it appended.
  if (!published)
    await removeGrowing(
      target,
      filePaths(manifest).map(({ path }) => path),
    );
  await notePublished(target, manifest, journal);
  await giveName(target, pending, yearPath(gauge, year, 'manifest'), json);
  checkpoint('target-manifest');
  noteManifest(target, manifest, journal);
}

/**
 * Gives the pending manifest its name. It was read back, and nothing has to be deleted: there are targets that refuse that for
 * good. Where the target only says that it was renamed, it is written under its name.
 */
async function giveName(target: Store, pending: string, path: string, json: Uint8Array): Promise<void> {
  await target.rename(pending, path);
  const [named, left] = await target.statMany([path, pending]);
  if (named?.sizeBytes === json.length && !left) return;
  await target.write(path, bodyOf(json));
  if (left) await removeFile(target, pending, json.length);
}

/** Waits for all to end, so that nothing goes on behind a failure; then throws the first one. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(works);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason as Error;
}

/** Notes that a store, or the output folder, holds this very manifest and all its files. */
export function noteManifest(place: Place, manifest: Manifest, journal: Journal): void {
  if (isNoted(place, manifest, journal)) return;
  const path = yearPath(manifest.gauge, manifest.year, 'manifest');
  journal.notePublished(place, { [path]: { ...fingerprintOf(manifestJson(manifest)), modifiedS: undefined } });
}

/** Whether this very manifest is the last one that was noted of a store or of the output folder. */
export function isNoted(place: Place, manifest: Manifest, journal: Journal): boolean {
  const note = journal.published(place, yearPath(manifest.gauge, manifest.year, 'manifest'));
  return note !== undefined && note.sha256 === fingerprintOf(manifestJson(manifest)).sha256;
}

/** Notes how the published files look on the target, all of them read back by now. */
async function notePublished(target: Store, manifest: Manifest, journal: Journal): Promise<void> {
  const files = filePaths(manifest);
  const entries = await target.statMany(files.map(({ path }) => path));
  const notes: Record<string, PublishedNote> = {};
  files.forEach(({ path, file }, i) => {
    if (entries[i]?.sizeBytes === file.sizeBytes) notes[path] = { ...file, modifiedS: entries[i].modifiedS };
  });
  journal.notePublished(target, notes);
}

/** A body of a few bytes. */
export function bodyOf(bytes: Uint8Array): Body {
  return { ...fingerprintOf(bytes), pieces: () => [bytes] };
}

export function fingerprintOf(bytes: Uint8Array): Fingerprint {
  return { sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export async function removeFile(store: Store, path: string, sizeBytes: number): Promise<void> {
  for await (const result of store.removeMany([{ path, sizeBytes, modifiedS: undefined }]))
    if (result.outcome === 'refused') throw result.error;
}

/** A manifest, or a pending one, of the output folder; undefined where there is none. */
export function readLocalManifest(out: OutputFolder, path: string): Manifest | undefined {
  const bytes = out.read(path);
  return bytes && parseManifest(bytes, `${out.name}/${path}`);
}

export function sameManifest(a: Manifest, b: Manifest): boolean {
  return Buffer.compare(manifestJson(a), manifestJson(b)) === 0;
}

/** Whether all files of a manifest are in the output folder, by their sizes. */
export function isWhole(manifest: Manifest, out: OutputFolder): boolean {
  return filePaths(manifest).every(({ path, file }) => out.sizeBytes(path) === file.sizeBytes);
}

/** What `read` gives; undefined where the file is damaged. */
export function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PluvioError && error.code === 'DAMAGED') return undefined;
    throw error;
  }
}

/** Manifests of a store, in the order of the paths; undefined where there is none. */
export async function readManifests(store: Store, paths: readonly string[]): Promise<(Manifest | undefined)[]> {
  const entries = await store.statMany(paths);
  const found = new Map<string, Manifest>();
  for await (const { entry, bytes, error } of store.readMany(entries.filter((entry) => entry !== undefined))) {
    if (error) throw error;
    found.set(entry.path, parseManifest(bytes, `${store.name}/${entry.path}`));
  }
  return paths.map((path) => found.get(path));
}
