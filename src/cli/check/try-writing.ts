import { createHash } from 'node:crypto';
import { messageOf } from '../../domain/errors.js';
import type { Body, Store } from '../../domain/storage/store.js';

/**
 * Writes a file of its own in a store, replaces, renames and deletes it, as publishing does; says what could not be done, and what
 * stays there for that. `token` makes the name one that nobody has taken.
 */
export async function tryWriting(store: Store, token: string): Promise<string[]> {
  const first = `pluvio-check-${token}.txt`;
  const second = `pluvio-check-${token}-renamed.txt`;
  const problems: string[] = [];
  const step = async (doing: string, act: () => Promise<void>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      problems.push(`a file of its own could not be ${doing}: ${messageOf(error)}`);
      return false;
    }
  };
  if (!(await step('written', () => store.write(first, bodyOf('written by pluvio check\n'))))) return problems;
  await step('replaced', () => store.write(first, bodyOf('replaced by pluvio check\n')));
  const isRenamed = await step('renamed', () => store.rename(first, second));
  const path = isRenamed ? second : first;
  if (!(await step('deleted', () => remove(store, path)))) problems.push(`${path} stays there; delete it by hand`);
  return problems;
}

function bodyOf(text: string): Body {
  const bytes = Buffer.from(text);
  return {
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    pieces: () => [bytes],
  };
}

async function remove(store: Store, path: string): Promise<void> {
  const entry = await store.stat(path);
  for await (const result of store.removeMany(entry ? [entry] : []))
    if (result.outcome === 'refused') throw result.error;
}
