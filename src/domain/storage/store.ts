/** A file in a store. */
export interface Entry {
  /** Relative to the store's root, `/`-separated, already checked to stay inside it. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Last change, Unix seconds, by the store's own clock; undefined where it does not tell. */
  readonly modifiedS: number | undefined;
}

/** The files directly in one folder. */
export interface Listing {
  readonly entries: readonly Entry[];
  /** False where the store is known to have cut the listing short: work what is here, then list again. */
  readonly complete: boolean;
  /** There is no such folder. */
  readonly isMissing?: true;
  /** Names that are not safe to use (separators, `..`, control characters), as listed, left out of `entries`. */
  readonly unsafeNames: readonly string[];
  /** Names of links that are not followed, because they lead to no folder inside the store: left out of `entries`. */
  readonly links?: readonly string[];
  /** Names of the folders directly in it, sorted, as far as the same look tells them. */
  readonly folders?: readonly string[];
  /** Where those of them lead that are links, as paths in the store, as far as the store knows. */
  readonly linkEnds?: ReadonlyMap<string, string>;
}

/**
 * What a whole-file read gives: the bytes, or why there are none. One file's failure is not another's: STORE_FILE_REFUSED and
 * STORE_FILE_BUSY are of a file that the store does not give, STORE_MISSING and STORE_TRUNCATED of one that has changed.
 */
export type ReadResult =
  | { readonly entry: Entry; readonly bytes: Uint8Array; readonly error?: undefined }
  | { readonly entry: Entry; readonly bytes?: undefined; readonly error: Error };

/** `removed`; `gone`: was not there; `changed`: size or date are no longer those of `entry`, left alone; else why it was refused. */
export type RemoveResult =
  | { readonly entry: Entry; readonly outcome: 'removed' | 'gone' | 'changed' }
  | { readonly entry: Entry; readonly outcome: 'refused'; readonly error: Error };

/** The last bytes of a file, and how many it has. */
export interface FileEnd {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

/** Bytes, piece by piece; each is good until the next one is asked for. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** The most that a piece of `Store.read` has. */
export const PIECE_BYTES = 256 * 1024;

/** A new body for a file. `pieces` may be called again for another attempt. */
export interface Body {
  readonly sizeBytes: number;
  /** Lower-case hex. Without it what was written is not read back: sizes alone are checked. */
  readonly sha256?: string;
  readonly pieces: () => Pieces;
}

/** A whole file in memory. */
export interface SmallFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The new end of a file, and what the whole file is then. */
export interface Growth {
  /** Where the new end begins: the size of what is there. */
  readonly fromBytes: number;
  readonly sizeBytes: number;
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
  /** The new end alone. */
  readonly pieces: () => Pieces;
}

export interface ReadOptions {
  readonly windowBytes?: number;
  readonly signal?: AbortSignal;
  /** Called when every file was asked for, and others may be from now on; never where reading breaks off before. */
  readonly onAllAsked?: () => void;
  /** Told of files whose bytes have come, before they are yielded; of one that is then read again, more than once. */
  readonly onArrived?: (entry: Entry) => void;
}

/** What a store is like, as far as that decides how it is used: a feature for each question. */
export interface StoreFeatures {
  /** Raw files in it are deleted once done, unless they are to be kept. */
  readonly deletesByDefault: boolean;
  /** It is reached over a network: it may not answer, and its folder may be missing although the address is right. */
  readonly isRemote: boolean;
  /** Its files are dated by another clock than this host's. */
  readonly hasOwnClock: boolean;
  /** It counts connections, those of other stores on the same server among them: nobody may hold them while it works. */
  readonly sharesConnections: boolean;
  /** It may take names for the same that differ in case alone. */
  readonly mayIgnoreCase: boolean;
}

/**
 * A tree of files: a folder, or one on an FTP or SFTP server. Every path is relative to its root. Failures are `PluvioError`s with a
 * STORE_* code and no credentials; transient ones were retried before they are thrown.
 */
export interface Store {
  /** For messages: `ftp://host/path` without credentials, or the folder. */
  readonly name: string;
  readonly features: StoreFeatures;
  /** What it is remembered by between runs, where its name may change though it is the same; default: its name. */
  readonly identity?: string;
  /** Whether there is such a folder; '' is the root. */
  hasFolder(folder: string): Promise<boolean>;
  /** Names of the folders directly in `folder` ('' is the root), sorted; [] where it is missing. */
  listFolders(folder: string): Promise<string[]>;
  /** The files directly in `folder`, in no particular order; an empty complete listing where it is missing. */
  list(folder: string): Promise<Listing>;
  /** The file's current size and date; undefined where there is none. */
  stat(path: string): Promise<Entry | undefined>;
  /** As `stat`, for many, in the order asked, with as few round trips as the store allows. */
  statMany(paths: readonly string[]): Promise<(Entry | undefined)[]>;
  /**
   * Reads small files whole, several at a time, and yields them in the order given; at most `windowBytes`
   * (default 4 MiB) are held ahead of the consumer. Every size is checked against the entry's.
   */
  readMany(entries: readonly Entry[], options?: ReadOptions): AsyncIterable<ReadResult>;
  /**
   * One file of any size, piece by piece, no faster than they are taken; each is good until the next one is asked for. It
   * fails (never just ends) where the bytes are not exactly `entry.sizeBytes`. Nothing is begun before the first is asked for.
   */
  read(entry: Entry): AsyncIterable<Uint8Array>;
  /** The last bytes of a file as it is now, at most `mostBytes`, without reading what is before; undefined where there is none. */
  readEnd(path: string, mostBytes: number): Promise<FileEnd | undefined>;
  /**
   * Replaces or creates a file atomically: a temporary name in the same folder (`TEMP_SUFFIX`), size checked, read back
   * and compared with the hash, renamed, size checked again. Folders are made as needed.
   */
  write(path: string, body: Body): Promise<void>;
  /** As `write` without a hash, for files of one folder that are small: all of them at once as far as the store allows. */
  writeMany(files: readonly SmallFile[]): Promise<void>;
  /**
   * Sends only the new end of a file: renamed away (`GROWING_SUFFIX`), appended to, read back whole and compared with the
   * hash, renamed back. One that is away already, with nothing added to it, is gone on with. False or a failure where
   * anything was in doubt; the file may be away then, and is to be replaced by `write`. Killed in the middle, it lies under
   * the other name with its old bytes first.
   */
  append?(path: string, growth: Growth): Promise<boolean>;
  /** Renames within the store, replacing what is there. */
  rename(from: string, to: string): Promise<void>;
  /**
   * Deletes each file whose size and date are still those of the entry (undefined dates are not compared). With
   * `leaveFirst` it is renamed (`leavingPath`), looked at again and only then deleted, so that nothing that is written under its
   * name meanwhile goes with it; one that has changed after all stays under that other name. Where the store refuses to
   * rename, the look comes right before the deletion.
   */
  removeMany(entries: Iterable<Entry>, options?: { readonly leaveFirst?: boolean }): AsyncIterable<RemoveResult>;
  /**
   * Ends what a run that was stopped in the middle of a replacement left in a folder, of which a listing is given, and gives the
   * listing as it is then: to be asked for in runs that write, under their lock. A store that replaces in one step has none.
   */
  recover?(folder: string, listing: Listing): Promise<Listing>;
  /** Many files will be asked for soon: what that takes (logins) may be made ready meanwhile. */
  expectMany?(): void;
  /**
   * Another store of the same server is short of connections: gives one up, at once or when it comes back, and uses one
   * fewer from now on. False where it has none.
   */
  giveWay?(): boolean;
  close(): Promise<void>;
}

/** What a file is called until it is whole. Nothing under such a name is ever read as data. */
export const TEMP_SUFFIX = '.pluvio-tmp';

/** What a published file is called while it is appended to. */
export const GROWING_SUFFIX = '.pluvio-growing';
