import { messageOf } from '../../domain/errors.js';
import type { Journal } from '../../domain/run/journal.js';
import { foldersOf, type Gauge } from '../../domain/network.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import { listRaw } from '../ingest/list-raw.js';
import type { RawFolder } from '../ingest/raw-source.js';

/** Raw files that lie in a gauge's folder and were not worked on yet. */
export interface WaitingFiles {
  readonly files: number;
  readonly sizeBytes: number;
  /** The first to be worked on. */
  readonly first: string | null;
  /** Worked on, and kept or to be deleted with the next publication. */
  readonly done: number;
  /** Read, and left where they are: they are not read again until they change. */
  readonly left: readonly { readonly file: string; readonly why: string }[];
}

/** Lists what waits in the folders of a gauge, but for those that are another's today; the reason where the source cannot be asked. */
export async function waitingOf(
  gauge: Gauge,
  source: Store,
  journal: Journal,
  isGaugeFolder: (path: string) => boolean,
): Promise<WaitingFiles | { readonly error: string }> {
  const lost = (gauge.folders ?? []).filter(({ isShared, untilS }) => isShared && untilS < Infinity);
  const own = foldersOf(gauge).filter((path) => !lost.some(({ folder }) => folder === path));
  const all: WaitingFiles[] = [];
  for (const path of own) {
    const found = await waitingFiles(source, { gauge: gauge.name, path, folder: path }, journal, isGaugeFolder);
    if ('error' in found) return found;
    all.push(found);
  }
  const sum = (of: (found: WaitingFiles) => number): number => all.reduce((total, found) => total + of(found), 0);
  return {
    files: sum(({ files }) => files),
    sizeBytes: sum(({ sizeBytes }) => sizeBytes),
    first: all.find(({ first }) => first !== null)?.first ?? null,
    done: sum(({ done }) => done),
    left: all.flatMap(({ left }) => left),
  };
}

/** Lists what waits in a folder of the source; the reason where the source cannot be asked. */
export async function waitingFiles(
  source: Store,
  folder: RawFolder,
  journal: Journal,
  isGaugeFolder: (path: string) => boolean,
): Promise<WaitingFiles | { readonly error: string }> {
  try {
    const silent = { report: () => undefined, isGaugeFolder };
    const { entries } = await listRaw(source, folder, silent);
    const { path } = folder;
    const known = new Set(journal.done(source).known(entries));
    const notes = new Map(
      journal
        .left(source)
        .in(path)
        .map((note) => [note.path, note]),
    );
    const left = new Map<Entry, string>();
    for (const entry of entries) {
      const note = notes.get(entry.path);
      if (note?.sizeBytes === entry.sizeBytes && note.modifiedS === entry.modifiedS) left.set(entry, note.why);
    }
    const waiting = entries.filter((entry) => !known.has(entry) && !left.has(entry));
    return {
      files: waiting.length,
      sizeBytes: waiting.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      first: waiting[0]?.path ?? null,
      done: known.size,
      left: Array.from(left, ([entry, why]) => ({ file: entry.path, why })),
    };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
