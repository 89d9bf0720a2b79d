import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { isLeaving, leavingPath } from '../../domain/leaving.js';
import type { Entry, RemoveResult } from '../../domain/store.js';
import { sameFile } from '../same-file.js';
import { folderFailure, isMissing } from './failure.js';
import { statFile } from './list.js';
import type { Tree } from './tree.js';
import { placeOf, unlinkFile } from './write.js';

/** Deletes files that are unchanged, one after the other; with `leaveFirst` they get another name before the last look. */
export async function* removeFiles(
  tree: Tree,
  entries: Iterable<Entry>,
  leaveFirst: boolean,
): AsyncGenerator<RemoveResult> {
  const token = randomBytes(4).toString('hex');
  for (const entry of entries) yield await removeFile(tree, entry, leaveFirst ? token : undefined);
}

async function removeFile(tree: Tree, entry: Entry, token: string | undefined): Promise<RemoveResult> {
  try {
    const now = statFile(tree, entry.path);
    if (now === undefined) return { entry, outcome: 'gone' };
    if (!sameFile(entry, now)) return { entry, outcome: 'changed' };
    if (token === undefined || isLeaving(entry.path)) return { entry, outcome: await unlinked(tree, entry.path) };
    const away = leavingPath(entry.path, token);
    const refusal = await rename(placeOf(tree, entry.path), placeOf(tree, away)).catch((error: unknown) => error);
    if (isMissing(refusal)) return { entry, outcome: 'gone' };
    if (refusal !== undefined) return { entry, outcome: await unlinked(tree, entry.path) };
    const found = statFile(tree, away);
    // It changed between the look and the renaming; what is under its old name by now may be another file.
    if (found && !sameFile(entry, found)) return { entry, outcome: 'changed' };
    return { entry, outcome: await unlinked(tree, away) };
  } catch (error) {
    return { entry, outcome: 'refused', error: folderFailure('delete', entry.path, error) };
  }
}

async function unlinked(tree: Tree, path: string): Promise<'removed' | 'gone'> {
  return (await unlinkFile(tree, path)) ? 'removed' : 'gone';
}
