import type { Entry } from './store.js';

/**
 * What earlier runs found out, kept beside the outputs. It is only an aid: without it the same work is done again, and
 * comes to the same end. Entries belong to a store, by its name.
 */
export interface Journal {
  /** Files whose size and date are those of an entry noted before with `noteFiles`. */
  readonly knownFiles: (store: string, entries: readonly Entry[]) => Entry[];
  /** Notes files as done with, in one step that is on disk when it returns. */
  readonly noteFiles: (store: string, entries: readonly Entry[]) => void;
  /** Forgets files, done or not. */
  readonly forgetFiles: (store: string, paths: readonly string[]) => void;
  /** Forgets every file directly in a folder ('' is the root). */
  readonly forgetFolder: (store: string, folder: string) => void;
  /** How many files are noted of a store. */
  readonly countFiles: (store: string) => number;
  /** Files that were read and left in a folder ('' is the root); without a folder, all of the store. */
  readonly leftFiles: (store: string, folder?: string) => LeftNote[];
  /** Notes files as left, in one step that is on disk when it returns. */
  readonly noteLeft: (store: string, notes: readonly LeftNote[]) => void;
  readonly forgetLeft: (store: string, paths: readonly string[]) => void;
  /** What a published file looked like on its store when it had been read back; undefined where that is not known. */
  readonly published: (store: string, path: string) => PublishedNote | undefined;
  /** Notes how published files look, all in one step that is on disk when it returns. */
  readonly notePublished: (store: string, notes: Readonly<Record<string, PublishedNote>>) => void;
  readonly close: () => void;
}

/** A journal that remembers nothing: for one-off runs. */
export const NO_JOURNAL: Journal = {
  knownFiles: () => [],
  noteFiles: () => undefined,
  forgetFiles: () => undefined,
  forgetFolder: () => undefined,
  countFiles: () => 0,
  leftFiles: () => [],
  noteLeft: () => undefined,
  forgetLeft: () => undefined,
  published: () => undefined,
  notePublished: () => undefined,
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
