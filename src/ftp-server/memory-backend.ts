import type { FtpBackend, FtpSink, FtpStat } from './backend.js';
import { Refusal } from './reply.js';
import { splitPath } from './virtual-path.js';

const CHUNK_BYTES = 65_536;

interface MemoryFile {
  readonly kind: 'file';
  /** May be longer than the file: room to grow. */
  bytes: Uint8Array;
  sizeBytes: number;
  modifiedS: number;
}

interface MemoryFolder {
  readonly kind: 'folder';
  readonly children: Map<string, MemoryFile | MemoryFolder>;
  modifiedS: number;
}

/** A tree of files in memory, with a way past FTP for whoever set it up. Folders above a file are made as needed. */
export interface MemoryBackend extends FtpBackend {
  /** Puts a file in place, replacing what is there; `modifiedS` defaults to now. */
  put(path: string, content: string | Uint8Array, modifiedS?: number): void;
  /** A copy of a file's bytes; `undefined` where there is none. */
  get(path: string): Uint8Array | undefined;
  /** The paths of all files, sorted. */
  paths(): string[];
}

/** An empty tree. `nowS` (Unix seconds) dates what is written into it. */
export function createMemoryBackend({ nowS }: { readonly nowS: () => number }): MemoryBackend {
  const root: MemoryFolder = { kind: 'folder', children: new Map(), modifiedS: nowS() };

  const find = (path: string): MemoryFile | MemoryFolder | undefined => {
    let node: MemoryFile | MemoryFolder | undefined = root;
    for (const part of path.split('/')) {
      if (part === '') continue;
      node = node?.kind === 'folder' ? node.children.get(part) : undefined;
    }
    return node;
  };
  const folderAt = (path: string): MemoryFolder => {
    const node = find(path);
    if (node?.kind !== 'folder') throw new Refusal(550, `${path}: No such directory.`);
    return node;
  };
  const fileAt = (path: string): MemoryFile => {
    const node = find(path);
    if (node?.kind !== 'file') throw new Refusal(550, `${path}: No such file.`);
    return node;
  };
  const place = (path: string, node: MemoryFile | MemoryFolder): void => {
    const { folder, name } = splitPath(path);
    const parent = folderAt(folder);
    const there = parent.children.get(name);
    if (name === '' || (there?.kind ?? 'file') !== 'file') throw new Refusal(550, `${path}: Is a directory.`);
    parent.children.set(name, node);
    parent.modifiedS = nowS();
  };
  const take = (path: string): void => {
    const { folder, name } = splitPath(path);
    folderAt(folder).children.delete(name);
  };
  const makeFolders = (path: string): void => {
    if (find(path)) return;
    makeFolders(splitPath(path).folder);
    place(path, { kind: 'folder', children: new Map(), modifiedS: nowS() });
  };

  return {
    put(path, content, modifiedS = nowS()) {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
      makeFolders(splitPath(path).folder);
      place(path, { kind: 'file', bytes, sizeBytes: bytes.length, modifiedS });
    },
    get(path) {
      const node = find(path);
      return node?.kind === 'file' ? node.bytes.slice(0, node.sizeBytes) : undefined;
    },
    paths: () => [...filesUnder(root, '')].sort(),

    stat(path) {
      const node = find(path);
      return Promise.resolve(node && statOf(node));
    },
    async list(path) {
      await Promise.resolve();
      return [...folderAt(path).children].map(([name, node]) => ({ name, ...statOf(node) }));
    },
    async read(path, startBytes) {
      await Promise.resolve();
      return chunksOf(fileAt(path), startBytes);
    },
    async write(path, keepBytes) {
      await Promise.resolve();
      if (!find(path)) place(path, { kind: 'file', bytes: new Uint8Array(0), sizeBytes: 0, modifiedS: nowS() });
      const file = fileAt(path);
      // A new array: a reader in the middle of the old content is not to see half of each.
      file.bytes = file.bytes.slice(0, keepBytes);
      file.sizeBytes = keepBytes;
      file.modifiedS = nowS();
      return sinkInto(file, nowS);
    },
    async makeFolder(path) {
      await Promise.resolve();
      if (find(path)) throw new Refusal(550, `${path}: File exists.`);
      place(path, { kind: 'folder', children: new Map(), modifiedS: nowS() });
    },
    async removeFolder(path) {
      await Promise.resolve();
      if (folderAt(path).children.size > 0) throw new Refusal(550, `${path}: Directory not empty.`);
      if (path !== '/') take(path);
    },
    async removeFile(path) {
      await Promise.resolve();
      fileAt(path);
      take(path);
    },
    async rename(from, to) {
      await Promise.resolve();
      const node = find(from);
      if (!node) throw new Refusal(550, `${from}: No such file or directory.`);
      if (to === from) return;
      if (to.startsWith(`${from}/`)) throw new Refusal(550, `${to}: Lies inside ${from}.`);
      place(to, node);
      take(from);
    },
    async setModified(path, modifiedS) {
      await Promise.resolve();
      fileAt(path).modifiedS = modifiedS;
    },
  };
}

function statOf(node: MemoryFile | MemoryFolder): FtpStat {
  return { kind: node.kind, sizeBytes: node.kind === 'file' ? node.sizeBytes : 0, modifiedS: node.modifiedS };
}

function* filesUnder(folder: MemoryFolder, path: string): Generator<string> {
  for (const [name, node] of folder.children) {
    if (node.kind === 'file') yield `${path}/${name}`;
    else yield* filesUnder(node, `${path}/${name}`);
  }
}

async function* chunksOf(file: MemoryFile, startBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = startBytes; at < file.sizeBytes; at += CHUNK_BYTES)
    yield await Promise.resolve(file.bytes.subarray(at, Math.min(at + CHUNK_BYTES, file.sizeBytes)));
}

function sinkInto(file: MemoryFile, nowS: () => number): FtpSink {
  return {
    write(chunk) {
      const sizeBytes = file.sizeBytes + chunk.length;
      if (sizeBytes > file.bytes.length) {
        const grown = new Uint8Array(Math.max(sizeBytes, 2 * file.bytes.length));
        grown.set(file.bytes.subarray(0, file.sizeBytes));
        file.bytes = grown;
      }
      file.bytes.set(chunk, file.sizeBytes);
      file.sizeBytes = sizeBytes;
      file.modifiedS = nowS();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
