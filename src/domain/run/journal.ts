import type { Entry } from '../storage/store.js';

/** Whom notes are about: a store, or the output folder. */
export interface Place {
  /** For messages. */
  readonly name: string;
  /** What it is remembered by, whatever it is called; its name, where that says as much. */
  readonly identity?: string;
}

/** Notes of files by size and date. */
export interface FileNotes {
  /** Files whose size and date are those of an entry noted before. */
  readonly known: (entries: readonly Entry[]) => Entry[];
  /** Notes files, in one step that is on disk when it returns. */
  readonly note: (entries: readonly Entry[]) => void;
  readonly forget: (paths: readonly string[]) => void;
  /** Forgets every file directly in a folder ('' is the root). */
  readonly forgetFolder: (folder: string) => void;
  readonly count: () => number;
}

/** Notes of files that were read and are left where they are. */
export interface LeftNotes {
  /** Those in a folder ('' is the root); without a folder, all. */
  readonly in: (folder?: string) => LeftNote[];
  /** Notes files, in one step that is on disk when it returns. */
  readonly note: (notes: readonly LeftNote[]) => void;
  readonly forget: (paths: readonly string[]) => void;
}

/** Why a file was not what it was listed as. */
export type Mismatch = 'missing' | 'short';

/**
 * What earlier runs found out, kept beside the outputs. It is only an aid: without it the same work is done again, and
 * comes to the same end.
 */
export interface Journal {
  /** Raw files of a source of which every byte is published, or merged. */
  readonly done: (source: Place) => FileNotes;
  /** Raw files that a run met, of a source whose clock or dates are not told. */
  readonly met: (source: Place) => FileNotes;
  /** Raw files that a run found otherwise than they are listed. */
  readonly mismatched: (source: Place, how: Mismatch) => FileNotes;
  readonly left: (source: Place) => LeftNotes;
  /** Files that were copied from one store to another. */
  readonly copied: (from: Place, to: Place) => FileNotes;
  /** Files that an earlier look saw, and did not copy. */
  readonly seen: (from: Place) => FileNotes;
  /** What a published file looked like when it had been made here, or read back there; undefined where that is not known. */
  readonly published: (place: Place, path: string) => PublishedNote | undefined;
  /** Notes how published files look, all in one step that is on disk when it returns. */
  readonly notePublished: (place: Place, notes: Readonly<Record<string, PublishedNote>>) => void;
  /** Notes that a published file is to be made or sent again. */
  readonly noteStale: (place: Place, path: string) => void;
  /** Gauges of which a published file is still to be made; undefined where it is made, or nothing is known of it. */
  readonly due: (place: Place, path: string) => readonly string[] | undefined;
  /** Notes that, in the place of what was noted of the file. */
  readonly noteDue: (place: Place, path: string, gauges: readonly string[]) => void;
  /** A hash of what the output folder held of a raw folder's gauges when the last run ended. */
  readonly held: (source: Place, out: Place, folder: string) => string | undefined;
  /** Notes such hashes, by the raw folder, all in one step. */
  readonly noteHeld: (source: Place, out: Place, sha256Of: ReadonlyMap<string, string>) => void;
  /** The clocks that a source was worked under, or that a folder was copied under. */
  readonly clocks: (of: ClocksOf) => TwoClocks | undefined;
  readonly noteClocks: (of: ClocksOf, clocks: TwoClocks) => void;
  readonly close: () => void;
}

/** A source; or a folder of one that is copied from there. */
export type ClocksOf =
  { readonly source: Place } | { readonly from: Place; readonly to: Place; readonly folder: string };

/** A source's clock and this host's at one moment, Unix seconds. */
export interface TwoClocks {
  readonly sourceS: number;
  readonly hostS: number;
}

/** Stands for all gauges among those of which something is due. */
export const ALL_GAUGES = '*';

const NO_FILES: FileNotes = {
  known: () => [],
  note: () => undefined,
  forget: () => undefined,
  forgetFolder: () => undefined,
  count: () => 0,
};

/** A journal that remembers nothing: for one-off runs. */
export const NO_JOURNAL: Journal = {
  done: () => NO_FILES,
  met: () => NO_FILES,
  mismatched: () => NO_FILES,
  left: () => ({ in: () => [], note: () => undefined, forget: () => undefined }),
  copied: () => NO_FILES,
  seen: () => NO_FILES,
  published: () => undefined,
  notePublished: () => undefined,
  noteStale: () => undefined,
  due: () => undefined,
  noteDue: () => undefined,
  held: () => undefined,
  noteHeld: () => undefined,
  clocks: () => undefined,
  noteClocks: () => undefined,
  close: () => undefined,
};

/** A raw file that was read and is left where it is. */
export interface LeftNote {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedS: number | undefined;
  readonly why: string;
  /** Stands for the settings that it was read with. */
  readonly settings: string;
  /** The reading of its last line, where the whole of that line is all that is wanting; stamp in Unix seconds. */
  readonly waitsFor?: { readonly gauge: string; readonly stampS: number } | undefined;
}

export interface PublishedNote {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The store's date of it, Unix seconds. */
  readonly modifiedS: number | undefined;
}
