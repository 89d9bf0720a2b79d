import {
  ALL_GAUGES,
  type ClocksOf,
  type FileNotes,
  type Journal,
  type Place,
  type PublishedNote,
} from '../domain/run/journal.js';
import type { NoteTables } from './note-tables.js';

/** Begins a note that stands for what is still to be made; the gauges that it is to be made of follow, a line each. */
const DUE = 'due';

/** A key of the tables from what its places are called. */
type KeyOf = (...names: string[]) => string;

const KEYS = {
  done: (source) => `${source} done`,
  met: (source) => `${source} met`,
  missing: (source) => `${source} missing`,
  short: (source) => `${source} short`,
  left: (source) => source,
  copied: (from, to) => `${from} copied to ${to}`,
  seen: (from) => `${from} seen`,
  published: (place) => place,
  held: (source, out) => `${source} in ${out}`,
  clocks: (source) => `${source}, clocks`,
} satisfies Record<string, KeyOf>;

/**
 * A journal on notes by key. Keys are made of what places are remembered by. Notes of older versions went by their names: the first
 * time that a place is asked about, they are given its key.
 */
export function journalOf(tables: NoteTables): Journal {
  const taken = new Set<string>();
  const key = (of: KeyOf, ...places: Place[]): string => {
    const now = of(...places.map(({ name, identity = name }) => identity));
    if (taken.has(now)) return now;
    const before = of(...places.map(({ name }) => name));
    if (before !== now) tables.rename(before, now);
    taken.add(now);
    return now;
  };
  const files = (of: KeyOf, ...places: Place[]): FileNotes => {
    const own = key(of, ...places);
    return {
      known: (entries) => tables.knownFiles(own, entries),
      note: (entries) => tables.noteFiles(own, entries),
      forget: (paths) => tables.forgetFiles(own, paths),
      forgetFolder: (folder) => tables.forgetFolder(own, folder),
      count: () => tables.countFiles(own),
    };
  };
  const clocksKey = (of: ClocksOf): string => {
    if ('source' in of) return key(KEYS.clocks, of.source);
    const ofCopied = (from: string, to: string): string => `${KEYS.copied(from, to)}, clocks of ${of.folder}`;
    return key(ofCopied, of.from, of.to);
  };
  return {
    done: (source) => files(KEYS.done, source),
    met: (source) => files(KEYS.met, source),
    mismatched: (source, how) => files(KEYS[how], source),
    copied: (from, to) => files(KEYS.copied, from, to),
    seen: (from) => files(KEYS.seen, from),
    left: (source) => {
      const own = key(KEYS.left, source);
      return {
        in: (folder) => tables.leftFiles(own, folder),
        note: (notes) => tables.noteLeft(own, notes),
        forget: (paths) => tables.forgetLeft(own, paths),
      };
    },
    published: (place, path) => {
      const note = tables.published(key(KEYS.published, place), path);
      return note && dueGauges(note.sha256) === undefined ? note : undefined;
    },
    notePublished: (place, notes) => tables.notePublished(key(KEYS.published, place), notes),
    noteStale: (place, path) =>
      tables.notePublished(key(KEYS.published, place), { [path]: { sha256: '', sizeBytes: 0, modifiedS: undefined } }),
    due: (place, path) => {
      const note = tables.published(key(KEYS.published, place), path);
      // Notes of older versions name no gauge.
      return note?.sha256 === '' ? [ALL_GAUGES] : note && dueGauges(note.sha256);
    },
    noteDue: (place, path, gauges) =>
      tables.notePublished(key(KEYS.published, place), {
        [path]: { sha256: [DUE, ...gauges].join('\n'), sizeBytes: 0, modifiedS: undefined },
      }),
    held: (source, out, folder) => tables.published(key(KEYS.held, source, out), folder)?.sha256,
    noteHeld: (source, out, sha256Of) => {
      const note = (sha256: string): PublishedNote => ({ sha256, sizeBytes: 0, modifiedS: undefined });
      const notes = Object.fromEntries(Array.from(sha256Of, ([folder, sha256]) => [folder, note(sha256)]));
      tables.notePublished(key(KEYS.held, source, out), notes);
    },
    clocks: (of) => {
      const own = clocksKey(of);
      const sourceS = tables.published(own, 'source')?.modifiedS;
      const hostS = tables.published(own, 'host')?.modifiedS;
      return sourceS === undefined || hostS === undefined ? undefined : { sourceS, hostS };
    },
    noteClocks: (of, { sourceS, hostS }) => {
      const note = (modifiedS: number) => ({ sha256: '', sizeBytes: 0, modifiedS });
      tables.notePublished(clocksKey(of), { source: note(sourceS), host: note(hostS) });
    },
    close: tables.close,
  };
}

/** Gauges that a note says are due; undefined where it tells of what was made. */
function dueGauges(sha256: string): string[] | undefined {
  const [first, ...gauges] = sha256.split('\n');
  return first === DUE ? gauges : undefined;
}
