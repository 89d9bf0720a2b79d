import type { Entry, RemoveResult } from '../../domain/store.js';
import { pathError } from '../names.js';
import { sameFile } from '../same-file.js';
import type { Connection } from './connection.js';
import { Refusal } from './failure.js';
import type { Pool } from './pool.js';
import { statTogether } from './stat.js';

/** Files looked at, deleted and confirmed in three round trips. */
const CHUNK_FILES = 256;

/** Deletes what is unchanged: SIZE and MDTM, then DELE, then a look whether it is gone, each for many files at once. */
export async function* removeFiles(pool: Pool, entries: Iterable<Entry>): AsyncGenerator<RemoveResult> {
  for (const chunk of inChunks(entries, CHUNK_FILES)) yield* await removeChunk(pool, chunk);
}

async function removeChunk(pool: Pool, chunk: readonly Entry[]): Promise<RemoveResult[]> {
  const results = new Map<Entry, RemoveResult>();
  for (const entry of chunk) {
    const error = pathError(entry.path);
    if (error) results.set(entry, { entry, outcome: 'refused', error });
  }
  const safe = chunk.filter((entry) => !results.has(entry));
  // Kept over attempts: a file that is gone after a broken connection may have been deleted by us.
  const asked = new Set<Entry>();
  const what = { doing: 'delete', path: safe[0]?.path ?? '' };
  if (safe.length > 0) {
    try {
      await pool.use(what, (connection) => removeTogether(pool, connection, safe, asked, results));
    } catch (error) {
      const failure = pool.failure(what, error);
      for (const entry of safe)
        if (!results.has(entry)) results.set(entry, { entry, outcome: 'refused', error: failure });
    }
  }
  return chunk.map((entry) => results.get(entry)!);
}

async function removeTogether(
  pool: Pool,
  connection: Connection,
  entries: readonly Entry[],
  asked: Set<Entry>,
  results: Map<Entry, RemoveResult>,
): Promise<void> {
  const before = await statTogether(pool, connection, pathsOf(entries));
  const doomed: Entry[] = [];
  for (const [i, entry] of entries.entries()) {
    const now = before[i];
    if (!now) results.set(entry, { entry, outcome: asked.has(entry) ? 'removed' : 'gone' });
    else if (sameFile(entry, now)) doomed.push(entry);
    else results.set(entry, { entry, outcome: 'changed' });
  }
  for (const entry of doomed) asked.add(entry);
  const commands = doomed.map(({ path }) => connection.command('DELE', path));
  const replies = await connection.pipe.all(commands, connection.abilities.pipelining);
  const after = await statTogether(pool, connection, pathsOf(doomed));
  for (const [i, entry] of doomed.entries()) {
    const reply = replies[i]!;
    if (!after[i]) results.set(entry, { entry, outcome: reply.code < 300 ? 'removed' : 'gone' });
    else {
      const why = reply.code < 300 ? new Error('the server said yes, and kept it') : new Refusal(reply);
      results.set(entry, {
        entry,
        outcome: 'refused',
        error: pool.failure({ doing: 'delete', path: entry.path }, why),
      });
    }
  }
}

function pathsOf(entries: readonly Entry[]): string[] {
  return entries.map(({ path }) => path);
}

function* inChunks<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
