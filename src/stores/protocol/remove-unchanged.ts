import { randomBytes } from 'node:crypto';
import { isLeaving, leavingPath } from '../../domain/storage/leaving.js';
import type { Entry, RemoveResult } from '../../domain/storage/store.js';
import { pathError } from '../names.js';
import type { Backend, Files } from './backend.js';
import { inOrder } from './in-order.js';
import { sameFile } from './same-file.js';

/** What a store has shown of its rights. */
export interface RemoveRights {
  /** Whether a file could be deleted. */
  hasDeleted: boolean;
}

/**
 * Deletes files that are unchanged, several at a time; with `leaveFirst` they get another name before the last look, so that
 * nothing that is written under their own meanwhile goes with them. Where files may be renamed and not deleted, one alone ends
 * under another name: it is tried before the others.
 */
export async function* removeUnchanged(
  backend: Backend,
  entries: Iterable<Entry>,
  leaveFirst: boolean,
  rights: RemoveRights,
): AsyncGenerator<RemoveResult> {
  const token = randomBytes(4).toString('hex');
  const waiting = [...entries];
  let leaves = leaveFirst;
  while (leaves && !rights.hasDeleted && waiting.length > 0) {
    const result = await removeEntry(backend, waiting.shift()!, token, rights);
    if (result.outcome === 'refused') leaves = false;
    yield result;
  }
  const remove = (entry: Entry): Promise<RemoveResult> =>
    removeEntry(backend, entry, leaves ? token : undefined, rights);
  yield* inOrder(waiting, remove, backend);
}

/** What attempts at one file know of each other: a broken connection does not tell what was done last. */
interface Removal {
  /** Whether its renaming was asked for. */
  renaming: boolean;
  /** Whether its deletion was asked for: where it is gone, it was deleted by us. */
  deleting: boolean;
}

async function removeEntry(
  backend: Backend,
  entry: Entry,
  token: string | undefined,
  rights: RemoveRights,
): Promise<RemoveResult> {
  const error = pathError(entry.path);
  if (error) return { entry, outcome: 'refused', error };
  const away = token === undefined || isLeaving(entry.path) ? undefined : leavingPath(entry.path, token);
  const removal: Removal = { renaming: false, deleting: false };
  const what = { doing: 'delete', path: entry.path };
  try {
    const outcome = await backend.attempt(what, (files) => removeOnce({ backend, files, entry, away }, removal));
    if (outcome === 'removed') rights.hasDeleted = true;
    return { entry, outcome };
  } catch (failure) {
    return { entry, outcome: 'refused', error: failure as Error };
  }
}

interface Job {
  readonly backend: Backend;
  readonly files: Files;
  readonly entry: Entry;
  /** Where it is renamed to first. */
  readonly away: string | undefined;
}

type Outcome = 'removed' | 'gone' | 'changed';

async function removeOnce(job: Job, removal: Removal): Promise<Outcome> {
  const { files, entry, away } = job;
  // A server may still be at work on what a broken connection brought it: it is looked for there, here, and there again.
  if (away !== undefined && removal.renaming && (await files.stat(away))) return removeAway(job, away, removal);
  const now = await files.stat(entry.path);
  if (!now) {
    if (away !== undefined && removal.renaming && (await files.stat(away))) return removeAway(job, away, removal);
    return removal.deleting ? 'removed' : 'gone';
  }
  if (!sameFile(entry, now)) return 'changed';
  if (away === undefined) return unlink(files, entry.path, removal);
  removal.renaming = true;
  try {
    await files.move(entry.path, away);
  } catch (error) {
    const meaning = job.backend.meaningOf(error);
    if (meaning === 'broken') throw error;
    removal.renaming = false;
    const found = await files.stat(entry.path);
    if (!found) return 'gone';
    return sameFile(entry, found) ? unlink(files, entry.path, removal) : 'changed';
  }
  return removeAway(job, away, removal);
}

/** It may have changed between the look and the renaming; what is under its old name by now may be another file. */
async function removeAway({ files, entry }: Job, away: string, removal: Removal): Promise<Outcome> {
  const found = await files.stat(away);
  if (found && !sameFile(entry, found)) return 'changed';
  return unlink(files, away, removal);
}

async function unlink(files: Files, path: string, removal: Removal): Promise<Outcome> {
  const wasAsked = removal.deleting;
  removal.deleting = true;
  return (await files.remove(path)) || wasAsked ? 'removed' : 'gone';
}
