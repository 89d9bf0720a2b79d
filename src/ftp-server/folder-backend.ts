import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rmdir, unlink, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FtpBackend, FtpEntry, FtpSink, FtpStat } from './backend.js';
import { Refusal } from './reply.js';
import { splitPath } from './virtual-path.js';

const CHUNK_BYTES = 262_144;
const STATS_AT_ONCE = 64;

/** A folder on disk, and nothing outside it: symbolic links are neither listed nor followed. The folder must exist. */
export async function createFolderBackend(folder: string): Promise<FtpBackend> {
  const root = await realpath(folder);

  const folderAt = async (path: string): Promise<string> => {
    const wanted = resolve(root, `.${path}`);
    if ((await realpath(wanted)) !== wanted) throw new Refusal(550, `${path}: No such directory.`);
    return wanted;
  };
  const locate = async (path: string): Promise<string> => {
    const { folder: parent, name } = splitPath(path);
    return join(await folderAt(parent), name);
  };

  return {
    async stat(path) {
      const found = await lstatOrNone(locate(path));
      return found && statOf(found);
    },
    async list(path) {
      const real = await folderAt(path);
      return statAll(real, await readdir(real));
    },
    async read(path, startBytes) {
      return chunksOf(await locate(path), startBytes);
    },
    async write(path, keepBytes) {
      const handle = await openFile(await locate(path), constants.O_WRONLY | constants.O_CREAT);
      await handle.truncate(keepBytes);
      return sinkInto(handle, keepBytes);
    },
    makeFolder: async (path) => mkdir(await locate(path)),
    removeFolder: async (path) => rmdir(await locate(path)),
    removeFile: async (path) => unlink(await locate(path)),
    rename: async (from, to) => rename(await locate(from), await locate(to)),
    async setModified(path, modifiedS) {
      const handle = await openFile(await locate(path), constants.O_WRONLY);
      await handle.utimes(modifiedS, modifiedS).finally(() => handle.close());
    },
  };
}

/** Opens a plain file; a link as the last part fails with ELOOP. */
async function openFile(real: string, flags: number): Promise<FileHandle> {
  const handle = await open(real, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Refusal(550, 'Not a plain file.');
}

/** `undefined` for what is not there, and for what is neither a plain file nor a folder. */
async function lstatOrNone(real: Promise<string>): Promise<Stats | undefined> {
  try {
    const found = await lstat(await real);
    return found.isFile() || found.isDirectory() ? found : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

function statOf(stats: Stats): FtpStat {
  return {
    kind: stats.isDirectory() ? 'folder' : 'file',
    sizeBytes: stats.size,
    modifiedS: Math.floor(stats.mtimeMs / 1000),
  };
}

/** Files that vanish in the meantime are left out. */
async function statAll(folder: string, names: readonly string[]): Promise<FtpEntry[]> {
  const entries: FtpEntry[] = [];
  for (let at = 0; at < names.length; at += STATS_AT_ONCE) {
    const some = names.slice(at, at + STATS_AT_ONCE);
    const stats = await Promise.all(some.map((name) => lstatOrNone(Promise.resolve(join(folder, name)))));
    stats.forEach((found, i) => {
      if (found) entries.push({ name: some[i]!, ...statOf(found) });
    });
  }
  return entries;
}

/** Opens the file at the first chunk, so that a transfer that never begins leaves nothing open. */
async function* chunksOf(real: string, startBytes: number): AsyncGenerator<Uint8Array> {
  const handle = await openFile(real, constants.O_RDONLY);
  try {
    for (let position = startBytes; ;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      position += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

function sinkInto(handle: FileHandle, startBytes: number): FtpSink {
  let position = startBytes;
  return {
    async write(chunk) {
      for (let done = 0; done < chunk.length;) {
        const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position);
        done += bytesWritten;
        position += bytesWritten;
      }
    },
    close: () => handle.close(),
  };
}
