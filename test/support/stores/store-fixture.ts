import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Body, Entry, Pieces, Store } from '../../../src/domain/storage/store.js';

/** Puts a file below `root`, as a logger would. */
export function putFile(root: string, path: string, content: string | Uint8Array, modifiedS = 1_700_000_000): Entry {
  const place = join(root, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content);
  utimesSync(place, modifiedS, modifiedS);
  return { path, sizeBytes: Buffer.byteLength(content), modifiedS };
}

/** Names directly in a folder on disk, sorted; [] where it is missing. */
export function namesIn(root: string, folder = ''): string[] {
  const place = join(root, folder);
  return existsSync(place) ? readdirSync(place).sort() : [];
}

export function bodyOf(content: string | Uint8Array): Body {
  const bytes = Buffer.from(content);
  return {
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    pieces: () => [bytes],
  };
}

/** Everything an async iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The text of a stream. */
export async function textOf(stream: Pieces): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** The entries of a folder, sorted by path. */
export async function entriesOf(store: Store, folder: string): Promise<Entry[]> {
  const { entries } = await store.list(folder);
  return [...entries].sort((x, y) => (x.path < y.path ? -1 : 1));
}
