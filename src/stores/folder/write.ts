import { constants, createReadStream } from 'node:fs';
import { mkdir, open, rename, unlink, writeFile as writeAll, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PluvioError } from '../../domain/errors.js';
import { TEMP_SUFFIX, type Body, type Pieces } from '../../domain/store.js';
import { checkDigest, checkSent, digestOf } from '../digest.js';
import { folderOf, safeFolder } from '../names.js';
import { folderFailure, isMissing } from './failure.js';
import { statFile } from './list.js';
import type { Tree } from './tree.js';

export const CREATE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** Writes under a temporary name, to disk, reads it back, renames: the final name only ever shows a whole file. */
export async function writeFile(tree: Tree, path: string, body: Body): Promise<void> {
  const temporary = path + TEMP_SUFFIX;
  let place: string | undefined;
  try {
    await makeFolder(tree, folderOf(path));
    place = placeOf(tree, temporary);
    checkSent(body, await writeDurably(place, body), path);
    checkDigest(body, await digestOf(createReadStream(place)), path, 'the written file');
    await moveFile(tree, temporary, path);
  } catch (error) {
    if (place !== undefined) await unlink(place).catch(() => undefined);
    throw folderFailure('write', path, error);
  }
  if (statFile(tree, path)?.sizeBytes !== body.sizeBytes)
    throw new PluvioError('PUBLISH', `Cannot write ${path}: its size changed right after it was written`, {
      file: path,
    });
}

/** Renames, replacing what is there, and waits until both folders are on disk. */
export async function renameFile(tree: Tree, from: string, to: string): Promise<void> {
  try {
    if (statFile(tree, from) === undefined)
      throw new PluvioError('STORE_MISSING', `Cannot rename ${from}: it is not there`, { file: from });
    await makeFolder(tree, folderOf(to));
    await moveFile(tree, from, to);
  } catch (error) {
    throw folderFailure('rename', from, error);
  }
}

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

/** Gives how many bytes were written. */
async function writeDurably(place: string, body: Body): Promise<number> {
  const file = await open(place, CREATE_FLAGS, 0o644);
  try {
    const writtenBytes = await writePieces(file, body.pieces());
    await file.sync();
    return writtenBytes;
  } finally {
    await file.close();
  }
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
