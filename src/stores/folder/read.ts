import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PluvioError } from '../../domain/errors.js';
import { PIECE_BYTES, type Entry, type FileEnd, type ReadResult } from '../../domain/storage/store.js';
import { wrongLength } from '../protocol/announced-length.js';
import { folderOf, nameOf, safePath } from '../names.js';
import { folderFailure, isMissing } from './failure.js';
import type { Tree } from './tree.js';

/** A link is not followed, a pipe put in a file's place does not hold us up. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const SCRATCH_BYTES = 64 * 1024;
/** Files read before other work gets its turn: under a millisecond when warm. */
const TURN_FILES = 64;

/**
 * Reads each file whole, by three system calls: synchronous reads into one scratch buffer cost 8 µs a small file here,
 * `fs.promises` 48 and more. Nothing is held ahead of the consumer.
 */
export async function* readFiles(
  tree: Tree,
  entries: Iterable<Entry>,
  signal?: AbortSignal,
): AsyncGenerator<ReadResult> {
  let scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
  let known: { folder: string; place: string | undefined } | undefined;
  let read = 0;
  for (const entry of entries) {
    signal?.throwIfAborted();
    // One byte more than announced tells a file that grew.
    if (entry.sizeBytes >= scratch.length) scratch = Buffer.allocUnsafe(entry.sizeBytes + 1);
    yield attempt(entry, () => {
      const folder = folderOf(safePath(entry.path));
      if (known?.folder !== folder) known = { folder, place: tree.folder(folder) };
      return readWhole(entry, known.place, scratch);
    });
    if (++read % TURN_FILES === 0) await setImmediate();
  }
}

function attempt(entry: Entry, read: () => Uint8Array): ReadResult {
  try {
    return { entry, bytes: read() };
  } catch (error) {
    return { entry, error: folderFailure('read', entry.path, error) };
  }
}

function readWhole(entry: Entry, place: string | undefined, scratch: Buffer): Uint8Array {
  if (place === undefined) throw missing(entry);
  const descriptor = openSync(join(place, nameOf(entry.path)), OPEN_FLAGS);
  try {
    let gotBytes = readSync(descriptor, scratch, 0, entry.sizeBytes + 1, null);
    // A short read of a regular file is its end; anything else gets the chance to deliver the rest.
    while (gotBytes < entry.sizeBytes) {
      const moreBytes = readSync(descriptor, scratch, gotBytes, entry.sizeBytes + 1 - gotBytes, null);
      if (moreBytes === 0) break;
      gotBytes += moreBytes;
    }
    if (gotBytes !== entry.sizeBytes)
      throw wrongLength(entry, Math.min(gotBytes, entry.sizeBytes), gotBytes > entry.sizeBytes);
    return Uint8Array.prototype.slice.call(scratch, 0, gotBytes);
  } finally {
    closeSync(descriptor);
  }
}

/** A file's bytes from one on, to its end, piece by piece, each good until the next one is asked for. */
export async function* piecesOf(tree: Tree, path: string, fromBytes: number): AsyncGenerator<Uint8Array> {
  const place = tree.file(path);
  if (place === undefined) throw missing({ path });
  const file = await open(place, OPEN_FLAGS);
  try {
    const room = Buffer.allocUnsafeSlow(PIECE_BYTES);
    for (let at = fromBytes; ;) {
      const { bytesRead } = await file.read(room, 0, room.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield room.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** The last bytes of one file; undefined where there is none. */
export function readFileEnd(tree: Tree, path: string, mostBytes: number): FileEnd | undefined {
  const place = tree.file(path);
  if (place === undefined) return undefined;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(place, OPEN_FLAGS);
    const sizeBytes = fstatSync(descriptor).size;
    const bytes = Buffer.alloc(Math.min(sizeBytes, mostBytes));
    for (let at = 0; at < bytes.length;) {
      const gotBytes = readSync(descriptor, bytes, at, bytes.length - at, sizeBytes - bytes.length + at);
      if (gotBytes === 0) throw wrongLength({ path, sizeBytes, modifiedS: undefined }, at);
      at += gotBytes;
    }
    return { bytes, sizeBytes };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw folderFailure('read', path, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function missing({ path }: Pick<Entry, 'path'>): PluvioError {
  return new PluvioError('STORE_MISSING', `Cannot read ${path}: its folder is not there`, { file: path });
}
