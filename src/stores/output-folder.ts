import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { messageOf, PluvioError } from '../domain/errors.js';
import type { Fingerprint, OutputFolder, StagedFile } from '../domain/storage/output-folder.js';
import { TEMP_SUFFIX } from '../domain/storage/store.js';
import { removeFile } from './remove-file.js';

const PIECE_BYTES = 262_144;
/** After so many bytes the disk begins with what was written of a file, while more is made. */
const FLUSH_BYTES = 8 * 1024 * 1024;

export interface OutputFolderOptions {
  /** Put every file and rename on disk before going on, so that a power cut loses nothing. Default true. */
  readonly durable?: boolean;
}

/** The output folder at `root`, which need not exist yet. */
export function openOutputFolder(root: string, { durable = true }: OutputFolderOptions = {}): OutputFolder {
  const absolute = (relative: string): string => path.join(root, ...relative.split('/'));
  const staged = (relative: string): string => absolute(relative) + TEMP_SUFFIX;

  const prepare = (relative: string): string => {
    const target = staged(relative);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    return target;
  };

  const syncFolder = (file: string): void => {
    if (durable) withFile(path.dirname(file), 'r', (fd) => fs.fsyncSync(fd));
  };

  const giveName = (relative: string): void => {
    const letGo = heldOpen(absolute(relative));
    fs.renameSync(staged(relative), absolute(relative));
    setImmediate(letGo);
  };

  return guarded(root, {
    name: root,
    identity: path.resolve(root),
    read: (relative) => orMissing(() => fs.readFileSync(absolute(relative))),
    pieces: (relative) => pieces(absolute(relative)),
    fingerprint: (relative) => orMissing(() => fingerprint(absolute(relative))),
    sizeBytes: (relative) => orMissing(() => fs.statSync(absolute(relative)).size),
    stage: (relative) => stage(prepare(relative), durable),
    commit: (relative) => {
      giveName(relative);
      syncFolder(absolute(relative));
    },
    giveName,
    keepNames: (paths) => {
      const byFolder = new Map(paths.map((relative) => [path.dirname(relative), relative]));
      for (const relative of byFolder.values()) syncFolder(absolute(relative));
    },
    unstage: (relative) => removeFile(staged(relative)),
    rename: (from, to) => {
      fs.renameSync(absolute(from), absolute(to));
      syncFolder(absolute(to));
    },
    remove: (relative) => removeFile(absolute(relative)),
    names: (folder) => orMissing(() => fs.readdirSync(absolute(folder)).sort()) ?? [],
    body: (relative, { sizeBytes, sha256 }, fromBytes = 0) => ({
      sizeBytes,
      sha256,
      pieces: () => pieces(absolute(relative), fromBytes),
    }),
  });
}

function stage(file: string, durable: boolean): StagedFile {
  const fd = fs.openSync(file, 'w');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let unflushedBytes = 0;
  let isRewritten = false;
  return {
    write: (bytes) => {
      for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at);
      hash.update(bytes);
      sizeBytes += bytes.length;
      unflushedBytes += bytes.length;
      if (!durable || unflushedBytes < FLUSH_BYTES) return;
      flush(file);
      unflushedBytes = 0;
    },
    rewriteStart: (bytes) => {
      for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at, bytes.length - at, at);
      isRewritten = true;
    },
    finish: () => {
      if (durable) fs.fsyncSync(fd);
      fs.closeSync(fd);
      return isRewritten ? fingerprint(file) : { sizeBytes, sha256: hash.digest('hex') };
    },
  };
}

/** Gets what was written of a file onto the disk, in another thread: what fails here fails again where it is waited for. */
function flush(file: string): void {
  const fd = fs.openSync(file, 'r');
  fs.fsync(fd, () => fs.close(fd, () => undefined));
}

/**
 * Holds a file open that is about to be replaced; gives what lets go of it. Its space is given back, which takes milliseconds,
 * when the last one who has it open closes it: in another thread then, and not in the rename that this one waits for.
 */
function heldOpen(file: string): () => void {
  try {
    const fd = fs.openSync(file, 'r');
    return () => fs.close(fd, () => undefined);
  } catch {
    // There is none, or it is not to be read: the rename says what matters.
    return () => undefined;
  }
}

function* pieces(file: string, fromBytes = 0): Generator<Uint8Array, void, undefined> {
  const fd = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    let at = fromBytes;
    for (let read; (read = fs.readSync(fd, buffer, 0, PIECE_BYTES, at)) > 0; at += read) yield buffer.subarray(0, read);
  } finally {
    fs.closeSync(fd);
  }
}

function fingerprint(file: string): Fingerprint {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const piece of pieces(file)) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

function withFile(file: string, flags: string, use: (fd: number) => void): void {
  const fd = fs.openSync(file, flags);
  try {
    use(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function orMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR')
      return undefined;
    throw error;
  }
}

/** Makes every failure of the folder a DISK error that names it. */
function guarded(root: string, folder: OutputFolder): OutputFolder {
  const guard = <A extends unknown[], R>(operation: (...args: A) => R) => {
    return (...args: A): R => {
      try {
        return operation(...args);
      } catch (error) {
        throw diskError(root, error);
      }
    };
  };
  return {
    ...folder,
    read: guard(folder.read),
    fingerprint: guard(folder.fingerprint),
    sizeBytes: guard(folder.sizeBytes),
    stage: guard((relative: string) => {
      const file = folder.stage(relative);
      return { write: guard(file.write), rewriteStart: guard(file.rewriteStart), finish: guard(file.finish) };
    }),
    commit: guard(folder.commit),
    giveName: guard(folder.giveName),
    keepNames: guard(folder.keepNames),
    unstage: guard(folder.unstage),
    rename: guard(folder.rename),
    remove: guard(folder.remove),
    names: guard(folder.names),
  };
}

function diskError(root: string, cause: unknown): PluvioError {
  if (cause instanceof PluvioError) return cause;
  return new PluvioError(
    'DISK',
    `Cannot use the output folder ${root}: ${messageOf(cause)}; check its permissions and free space`,
    { cause, file: root },
  );
}
