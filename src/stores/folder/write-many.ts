import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PluvioError } from '../../domain/errors.js';
import { TEMP_SUFFIX, type SmallFile } from '../../domain/storage/store.js';
import { folderOf, nameOf, safePath } from '../names.js';
import { folderFailure } from './failure.js';
import { statFile } from './list.js';
import type { Tree } from './tree.js';
import { CREATE_FLAGS, makeFolder, placeOf, syncFolder } from './write.js';
import { removeFile } from '../remove-file.js';

const sync = promisify(fs.fsync);

/** Writes small files under temporary names, gets all of them to disk at once, renames them, and syncs each folder once. */
export async function writeFiles(tree: Tree, files: readonly SmallFile[]): Promise<void> {
  const temporary: string[] = [];
  const open: number[] = [];
  let places: readonly string[];
  try {
    for (const folder of new Set(files.map(({ path }) => folderOf(path)))) await makeFolder(tree, folder);
    places = placesOf(tree, files);
    for (const [i, { bytes }] of files.entries()) {
      const place = places[i]! + TEMP_SUFFIX;
      const fd = fs.openSync(place, CREATE_FLAGS, 0o644);
      open.push(fd);
      temporary.push(place);
      for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at);
    }
    await Promise.all(open.map((fd) => sync(fd)));
    while (open.length > 0) fs.closeSync(open.pop()!);
    for (const place of places) fs.renameSync(temporary.shift()!, place);
    for (const folder of new Set(places.map((place) => dirname(place)))) await syncFolder(folder);
  } catch (error) {
    throw folderFailure('write', files[0]?.path ?? '', error);
  } finally {
    for (const fd of open) fs.closeSync(fd);
    for (const place of temporary) removeFile(place);
  }
  for (const [i, { path, bytes }] of files.entries())
    if (statFile(tree, path, places[i])?.sizeBytes !== bytes.length)
      throw new PluvioError('PUBLISH', `Cannot write ${path}: its size changed right after it was written`, {
        file: path,
      });
}

/** Where files lie on disk, each folder being found once. */
function placesOf(tree: Tree, files: readonly SmallFile[]): string[] {
  const folders = new Map<string, string>();
  return files.map(({ path }) => {
    const folder = folderOf(safePath(path));
    const place = folders.get(folder) ?? dirname(placeOf(tree, path));
    folders.set(folder, place);
    return join(place, nameOf(path));
  });
}
