import type { Entry, Listing, Pieces, Store, StoreFeatures } from '../../domain/storage/store.js';

/** What is done, for messages. */
export interface Doing {
  readonly doing: string;
  readonly path: string;
  /** Reading one file: trouble with it alone has codes of its own. */
  readonly isFile?: true;
}

/**
 * What a store can do at least; all the rest is made of it. Paths are safe, and relative to the root. Each step is told at its
 * end, and throws where it was refused or the connection broke.
 */
export interface Files {
  hasFolder(folder: string): Promise<boolean>;
  /** An empty complete listing, `isMissing`, where there is no such folder. */
  list(folder: string): Promise<Listing>;
  /** Undefined where there is no regular file. */
  stat(path: string): Promise<Entry | undefined>;
  /** The bytes from one on, to the end of the file; `sizeBytes` is how many it should have. */
  pieces(path: string, fromBytes: number, sizeBytes: number): AsyncIterable<Uint8Array>;
  /** Makes a file, or makes it anew, and where it is to be durable gets it onto the disk; gives how many bytes that were. */
  put(path: string, pieces: Pieces, durably: boolean): Promise<number>;
  /** Adds to a file that has so many bytes, and gets it onto the disk; gives how many were added. */
  extend(path: string, fromBytes: number, pieces: Pieces): Promise<number>;
  /** Renames, replacing what is there. */
  move(from: string, to: string): Promise<void>;
  /** False where there was no such file. */
  remove(path: string): Promise<boolean>;
  /** Makes a folder and those above it, the root among them. */
  makeFolder(folder: string): Promise<void>;
}

/** What an error of one of `Files` means: no such file, a refusal of another kind, or trouble of the connection or the disk. */
export type Meaning = 'missing' | 'refused' | 'broken';

/** What a store does better by itself than step by step. */
type Own = Partial<
  Pick<Store, 'listFolders' | 'statMany' | 'readMany' | 'read' | 'readEnd' | 'writeMany' | 'recover' | 'expectMany'>
>;

/** What `storeOf` makes a store of. */
export interface Backend extends Own {
  readonly name: string;
  readonly features: StoreFeatures;
  /** How many files may be dealt with at once. */
  readonly atOnce: number;
  /** Runs a piece of work, again where it failed for a passing reason; what it throws in the end is a `PluvioError`. */
  readonly attempt: <T>(what: Doing, work: (files: Files, attempt: number) => Promise<T>) => Promise<T>;
  /** What went wrong, as a `PluvioError`. */
  failure(what: Doing, error: unknown): Error;
  meaningOf(error: unknown): Meaning;
  close(): Promise<void>;
}
