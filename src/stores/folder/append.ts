import { constants, createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { GROWING_SUFFIX, type Growth } from '../../domain/store.js';
import { digestOf } from '../digest.js';
import { folderFailure } from './failure.js';
import { statFile } from './list.js';
import type { Tree } from './tree.js';
import { moveFile, placeOf, writePieces } from './write.js';

const APPEND_FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;

/**
 * Renames away, appends durably, reads back, renames back; false, with the file away, where the whole is not as said. One that
 * is away already, with nothing added to it, is gone on with.
 */
export async function appendFile(tree: Tree, path: string, growth: Growth): Promise<boolean> {
  const away = path + GROWING_SUFFIX;
  const shown = statFile(tree, path);
  if ((shown ?? statFile(tree, away))?.sizeBytes !== growth.fromBytes) return false;
  try {
    if (shown) await moveFile(tree, path, away);
    const place = placeOf(tree, away);
    const file = await open(place, APPEND_FLAGS);
    try {
      await writePieces(file, growth.pieces());
      await file.sync();
    } finally {
      await file.close();
    }
    const { sizeBytes, sha256 } = await digestOf(createReadStream(place));
    if (sizeBytes !== growth.sizeBytes || sha256 !== growth.sha256) return false;
    await moveFile(tree, away, path);
  } catch (error) {
    throw folderFailure('append to', path, error);
  }
  return statFile(tree, path)?.sizeBytes === growth.sizeBytes;
}
