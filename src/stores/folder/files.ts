import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Pieces } from '../../domain/storage/store.js';
import type { Files } from '../protocol/backend.js';
import { hasFolder, listFiles, statFile } from './list.js';
import { piecesOf } from './read.js';
import type { Tree } from './tree.js';
import { CREATE_FLAGS, makeFolder, moveFile, placeOf, unlinkFile, writePieces } from './write.js';

const APPEND_FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;

/** Files below a folder of this machine; what is written is on the disk when that is told. */
export function folderFiles(tree: Tree): Files {
  const write = async (path: string, flags: number, pieces: Pieces): Promise<number> => {
    const file = await open(placeOf(tree, path), flags, 0o644);
    try {
      const writtenBytes = await writePieces(file, pieces);
      await file.sync();
      return writtenBytes;
    } finally {
      await file.close();
    }
  };
  return {
    hasFolder: (folder) => promised(() => hasFolder(tree, folder)),
    list: (folder) => listFiles(tree, folder),
    stat: (path) => promised(() => statFile(tree, path)),
    pieces: (path, fromBytes) => piecesOf(tree, path, fromBytes),
    put: (path, pieces) => write(path, CREATE_FLAGS, pieces),
    extend: (path, _fromBytes, pieces) => write(path, APPEND_FLAGS, pieces),
    move: (from, to) => moveFile(tree, from, to),
    remove: (path) => unlinkFile(tree, path),
    makeFolder: (folder) => makeFolder(tree, folder),
  };
}

/** What a synchronous answer looks like to those who wait: a throw becomes a rejection. */
export function promised<T>(answer: () => T): Promise<T> {
  return new Promise((resolve) => resolve(answer()));
}
