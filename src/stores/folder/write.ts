import { constants } from 'node:fs';
import { mkdir, open, rename, unlink, writeFile as writeAll, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PluvioError } from '../../domain/errors.js';
import type { Pieces } from '../../domain/storage/store.js';
import { folderOf, safeFolder } from '../names.js';
import { folderFailure, isMissing } from './failure.js';
import type { Tree } from './tree.js';

export const CREATE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** Renames and gets both folders onto the disk. */
export async function moveFile(tree: Tree, from: string, to: string): Promise<void> {
  const [source, target] = [placeOf(tree, from), placeOf(tree, to)];
  await rename(source, target);
  for (const folder of new Set([dirname(target), dirname(source)])) await syncFolder(folder);
}

/** Where a file lies on disk; STORE_MISSING where its folder is not there. */
export function placeOf(tree: Tree, path: string): string {
  const place = tree.file(path);
  if (place === undefined)
    throw new PluvioError('STORE_MISSING', `Cannot use ${path}: its folder is not there`, { file: path });
  return place;
}

/** Writes on at the file's place; gives how many bytes that were. */
export async function writePieces(file: FileHandle, pieces: Pieces): Promise<number> {
  let writtenBytes = 0;
  for await (const piece of pieces) {
    await writeAll(file, piece);
    writtenBytes += piece.length;
  }
  return writtenBytes;
}

/** Makes the folder and those above it, and gets their names onto the disk. */
export async function makeFolder(tree: Tree, folder: string): Promise<void> {
  if (tree.folder(folder) !== undefined) return;
  const place = join(tree.root, safeFolder(folder));
  // The parent is looked at first, so that no link can make folders outside the root.
  if (folder !== '') await makeFolder(tree, folderOf(folder));
  await mkdir(place, { recursive: true });
  await syncFolder(dirname(place));
}

export async function syncFolder(place: string): Promise<void> {
  const folder = await open(place, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Deletes the file; false where there was none. */
export async function unlinkFile(tree: Tree, path: string): Promise<boolean> {
  try {
    const place = tree.file(path);
    if (place === undefined) return false;
    await unlink(place);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw folderFailure('delete', path, error);
  }
}
