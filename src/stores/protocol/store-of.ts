import { PluvioError } from '../../domain/errors.js';
import type {
  Body,
  Entry,
  FileEnd,
  Growth,
  ReadOptions,
  ReadResult,
  SmallFile,
  Store,
} from '../../domain/storage/store.js';
import { folderOf, pathError, safeFolder, safePath } from '../names.js';
import { asAnnounced, wrongLength } from './announced-length.js';
import { appendWhole, type AppendSteps } from './append-whole.js';
import type { Backend, Files } from './backend.js';
import { Digester } from './digest.js';
import { inOrder } from './in-order.js';
import { removeUnchanged } from './remove-unchanged.js';
import { renameFile, type Renaming } from './rename-file.js';
import { newSending, writeWhole, type ReadBack, type WriteSteps } from './write-whole.js';

const DEFAULT_WINDOW_BYTES = 4 * 1024 * 1024;
/** What holding a result costs besides its bytes, roughly: so that a window of tiny files is one of memory too. */
const OVERHEAD_BYTES = 512;

/** A store made of what a backend can do; what it does better by itself stands in the place of the steps. */
export function storeOf(backend: Backend): Store {
  const rights = { hasDeleted: false };
  const { attempt, atOnce } = backend;
  const list: Store['list'] = async (folder) => {
    safeFolder(folder);
    return attempt({ doing: 'list', path: folder }, (files) => files.list(folder));
  };
  const stat: Store['stat'] = async (path) => {
    safePath(path);
    return attempt({ doing: 'look at', path }, (files) => files.stat(path));
  };
  const write: Store['write'] = (path, body) => writeFile(backend, path, body);
  return {
    name: backend.name,
    features: backend.features,
    hasFolder: async (folder) => {
      safeFolder(folder);
      return attempt({ doing: 'look for', path: folder }, (files) => files.hasFolder(folder));
    },
    list,
    listFolders: backend.listFolders ?? (async (folder) => [...((await list(folder)).folders ?? [])]),
    stat,
    statMany: backend.statMany ?? ((paths) => collect(inOrder(paths, stat, { atOnce }))),
    readMany: backend.readMany ?? ((entries, options) => readFiles(backend, entries, options)),
    read: backend.read ?? ((entry) => readFile(backend, entry)),
    readEnd: backend.readEnd ?? ((path, mostBytes) => readFileEnd(backend, path, mostBytes)),
    write,
    writeMany: backend.writeMany ?? ((files) => writeFiles(backend, files)),
    append: (path, growth) => appendFile(backend, path, growth),
    rename: async (from, to) => {
      safePath(from);
      safePath(to);
      const renaming: Renaming = {};
      const steps = (files: Files): Parameters<typeof renameFile>[0] => ({
        ...writeStepsOf(backend, files),
        statMany: (paths) => Promise.all(paths.map((path) => files.stat(path))),
      });
      await attempt({ doing: 'rename', path: from }, (files) => renameFile(steps(files), from, to, renaming));
    },
    removeMany: (entries, options) => removeUnchanged(backend, entries, options?.leaveFirst ?? false, rights),
    ...(backend.recover && { recover: (folder, listing) => backend.recover!(folder, listing) }),
    ...(backend.expectMany && { expectMany: () => backend.expectMany!() }),
    close: () => backend.close(),
  };
}

async function* readFiles(
  backend: Backend,
  entries: readonly Entry[],
  { windowBytes = DEFAULT_WINDOW_BYTES, signal, onAllAsked, onArrived }: ReadOptions = {},
): AsyncGenerator<ReadResult> {
  const read = async (entry: Entry): Promise<ReadResult> => {
    const error = pathError(entry.path);
    if (error) return { entry, error };
    const what = { doing: 'read', path: entry.path, isFile: true } as const;
    try {
      const bytes = await backend.attempt(what, (files) => wholeOf(files, entry));
      onArrived?.(entry);
      return { entry, bytes };
    } catch (failure) {
      if (failure instanceof PluvioError && failure.code === 'STORE_UNREACHABLE') throw failure;
      return { entry, error: failure as Error };
    }
  };
  const bytesOf = ({ sizeBytes }: Entry): number => sizeBytes + OVERHEAD_BYTES;
  yield* inOrder(entries, read, { atOnce: backend.atOnce, windowBytes, bytesOf, signal, onAllBegun: onAllAsked });
}

async function wholeOf(files: Files, entry: Entry): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of asAnnounced(entry, files.pieces(entry.path, 0, entry.sizeBytes)))
    pieces.push(Buffer.from(piece));
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

/** Attempts are repeated until the first bytes; a failure after them is thrown. */
async function* readFile(backend: Backend, entry: Entry): AsyncGenerator<Uint8Array> {
  safePath(entry.path);
  const what = { doing: 'read', path: entry.path, isFile: true } as const;
  const { rest, first } = await backend.attempt(what, async (files) => {
    const pieces = asAnnounced(entry, files.pieces(entry.path, 0, entry.sizeBytes));
    return { rest: pieces, first: await pieces.next() };
  });
  if (first.done) return;
  try {
    yield first.value;
    yield* rest;
  } catch (error) {
    throw backend.failure(what, error);
  } finally {
    await rest.return(undefined);
  }
}

async function readFileEnd(backend: Backend, path: string, mostBytes: number): Promise<FileEnd | undefined> {
  safePath(path);
  return backend.attempt({ doing: 'read', path }, async (files) => {
    const entry = await files.stat(path);
    if (!entry) return undefined;
    const { sizeBytes } = entry;
    const bytes = Buffer.alloc(Math.min(sizeBytes, Math.max(0, mostBytes)));
    const fromBytes = sizeBytes - bytes.length;
    let gotBytes = 0;
    if (bytes.length > 0)
      for await (const piece of files.pieces(path, fromBytes, sizeBytes)) {
        gotBytes += piece.length;
        if (gotBytes > bytes.length) throw wrongLength(entry, sizeBytes, true);
        bytes.set(piece, gotBytes - piece.length);
      }
    if (gotBytes !== bytes.length) throw wrongLength(entry, fromBytes + gotBytes);
    return { bytes, sizeBytes };
  });
}

async function writeFile(backend: Backend, path: string, body: Body): Promise<void> {
  safePath(path);
  const sending = newSending();
  const what = { doing: 'write', path };
  await backend.attempt(what, (files) => writeWhole(writeStepsOf(backend, files), path, body, sending));
}

/** Several files at a time, each with every step. */
async function writeFiles(backend: Backend, files: readonly SmallFile[]): Promise<void> {
  for (const { path } of files) safePath(path);
  for (const folder of new Set(files.map(({ path }) => folderOf(path))))
    await backend.attempt({ doing: 'make', path: folder }, (own) => own.makeFolder(folder));
  const write = ({ path, bytes }: SmallFile): Promise<void> =>
    writeFile(backend, path, { sizeBytes: bytes.length, pieces: () => [bytes] });
  await collect(inOrder(files, write, backend));
}

async function appendFile(backend: Backend, path: string, growth: Growth): Promise<boolean> {
  safePath(path);
  const growing = { isProven: false };
  const steps = (files: Files): AppendSteps => ({
    ...writeStepsOf(backend, files),
    extend: (away, fromBytes, pieces) => files.extend(away, fromBytes, pieces),
    move: async (from, to) => {
      await files.move(from, to);
      return true;
    },
  });
  return backend.attempt({ doing: 'append to', path }, (files) => appendWhole(steps(files), path, growth, growing));
}

function writeStepsOf({ features }: Backend, files: Files): WriteSteps {
  return {
    where: features.isRemote ? 'the server' : 'the disk',
    stat: (path) => files.stat(path),
    makeFolder: (folder) => files.makeFolder(folder),
    put: (path, pieces, durably) => files.put(path, pieces, durably),
    readBack: (path, sizeBytes) => readBack(files, path, sizeBytes),
    replace: (from, to) => files.move(from, to),
    discard: async (path) => {
      await files.remove(path).catch(() => undefined);
    },
  };
}

async function readBack(files: Files, path: string, sizeBytes: number): Promise<ReadBack> {
  const digester = new Digester();
  for await (const piece of files.pieces(path, 0, sizeBytes)) digester.take(piece);
  return { digest: digester.digest() };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
