import { isLeaving } from '../../../domain/storage/leaving.js';
import { PluvioError } from '../../../domain/errors.js';
import type { Entry, RemoveResult } from '../../../domain/storage/store.js';
import { pathError } from '../../names.js';
import type { Connection } from '../login/connection.js';
import { Refusal } from '../failure.js';
import { inPlace, placesOf, unchanged, type Leaving, type Removal } from './leaving.js';
import type { Pool } from '../login/pool.js';
import { newToken, renameFirst } from './rename-first.js';
import type { Reply } from '../wire/reply.js';
import { statTogether } from './stat.js';

/** Files dealt with in as many round trips as one of them would take. */
const CHUNK_FILES = 256;
/** A delete can wait for the next run: a server that hangs at one is not to hold up the round. */
const ATTEMPTS = 2;
/** Requests that it hung at, after which no other file is tried. */
const MOST_HANGS = 2;

/**
 * Deletes what is unchanged: SIZE and MDTM, then DELE, then a look whether it is gone, each for many files at once. With
 * `leaveFirst` they are renamed in between, and looked at again: `renameFirst` says why.
 */
export async function* removeFiles(
  pool: Pool,
  entries: Iterable<Entry>,
  leaveFirst: boolean,
): AsyncGenerator<RemoveResult> {
  const waiting = [...entries];
  let renames = leaveFirst;
  let hangs = 0;
  for (let start = 0; start < waiting.length;) {
    // Where files may be renamed but not deleted, one alone is to end under another name, and none after it.
    const isTrial = renames && !pool.abilities.hasDeleted;
    const chunk = waiting.slice(start, start + (isTrial ? 1 : CHUNK_FILES));
    start += chunk.length;
    const { abilities } = pool;
    const inPlace = isTrial && abilities.deleteRefused;
    const manner = { leaveFirst: renames && abilities.leaveFirst && !inPlace, onAgain: () => hangs++ };
    const results = await removeChunk(pool, chunk, manner);
    if (isTrial && results[0]?.outcome === 'refused') {
      renames = false;
      abilities.deleteRefused = true;
    }
    yield* results;
    if (results.some(isUnanswered)) hangs++;
    if (hangs < MOST_HANGS) continue;
    for (const entry of waiting.slice(start)) yield { entry, outcome: 'refused', error: noAnswer(entry) };
    return;
  }
}

function isUnanswered(result: RemoveResult): boolean {
  return (
    result.outcome === 'refused' && result.error instanceof PluvioError && result.error.code === 'STORE_UNREACHABLE'
  );
}

function noAnswer({ path: file }: Entry): PluvioError {
  const why = 'the server did not answer when others were to be deleted; it is left for the next run';
  return new PluvioError('STORE_UNREACHABLE', `Cannot delete ${file}: ${why}`, { file });
}

interface Manner {
  readonly leaveFirst: boolean;
  /** Called where another attempt is made. */
  readonly onAgain: () => void;
}

async function removeChunk(
  pool: Pool,
  chunk: readonly Entry[],
  { leaveFirst, onAgain }: Manner,
): Promise<RemoveResult[]> {
  const removal: Removal = { results: new Map(), renaming: new Set(), deleting: new Set() };
  const { results } = removal;
  for (const entry of chunk) {
    const error = pathError(entry.path);
    if (error) results.set(entry, { entry, outcome: 'refused', error });
  }
  const safe = chunk.filter((entry) => !results.has(entry));
  const token = leaveFirst ? newToken() : undefined;
  const what = { doing: 'delete', path: safe[0]?.path ?? '', attempts: ATTEMPTS };
  if (safe.length > 0) {
    try {
      await pool.use(what, (connection, attempt) => {
        if (attempt > 0) onAgain();
        return removeTogether({ pool, connection }, safe, { token, isAgain: attempt > 0 }, removal);
      });
    } catch (error) {
      for (const entry of safe) {
        const failure = pool.failure({ ...what, path: entry.path }, error);
        if (!results.has(entry)) results.set(entry, { entry, outcome: 'refused', error: failure });
      }
    }
  }
  return chunk.map((entry) => results.get(entry)!);
}

async function removeTogether(
  { pool, connection }: { readonly pool: Pool; readonly connection: Connection },
  entries: readonly Entry[],
  { token, isAgain }: { readonly token: string | undefined; readonly isAgain: boolean },
  removal: Removal,
): Promise<void> {
  const { results, deleting } = removal;
  const open = entries.filter((entry) => !results.has(entry));
  const staying = token === undefined ? open : open.filter(({ path }) => isLeaving(path));
  const doomed: Leaving[] = await unchanged(pool, connection, staying.map(inPlace), removal);
  if (token !== undefined) {
    const others = open.filter(({ path }) => !isLeaving(path));
    doomed.push(...(await renameFirst(pool, connection, others, { ...removal, token })));
  }
  // From the other end: the server may hang at one of them, and the others are to be deleted all the same.
  if (isAgain) doomed.reverse();
  for (const { entry } of doomed) deleting.add(entry);
  const commands = doomed.map(({ place }) => connection.command('DELE', place));
  const { naming } = connection.abilities;
  const werePaths = !naming.byName;
  const replies = await connection.all(commands);
  const after = await statTogether(pool, connection, placesOf(doomed));
  for (const [i, { entry, place }] of doomed.entries()) {
    const reply = replies[i]!;
    if (after[i] && werePaths && naming.mayTry(commands[i]!, reply)) throw new Refusal(reply, commands[i]);
    if (after[i]) results.set(entry, { entry, outcome: 'refused', error: refusal(pool, place, reply) });
    else results.set(entry, { entry, outcome: reply.code < 300 ? 'removed' : 'gone' });
    if (!after[i] && reply.code < 300) connection.abilities.hasDeleted = true;
  }
}

function refusal(pool: Pool, path: string, reply: Reply): Error {
  const why = reply.code < 300 ? new Error('the server said yes, and kept it') : new Refusal(reply);
  return pool.failure({ doing: 'delete', path }, why);
}
