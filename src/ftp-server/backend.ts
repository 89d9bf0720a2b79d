/** What is known of a file or folder. */
export interface FtpStat {
  readonly kind: 'file' | 'folder';
  readonly sizeBytes: number;
  /** Last change, Unix seconds. */
  readonly modifiedS: number;
}

/** One line of a listing. */
export interface FtpEntry extends FtpStat {
  readonly name: string;
}

/** Where an upload goes. What was written is visible to others at once, as on any real server. */
export interface FtpSink {
  /** Resolves once the chunk is taken, so that the sender is held back. */
  write(chunk: Uint8Array): Promise<void>;
  /** Called once, after success and after failure alike. */
  close(): Promise<void>;
}

/**
 * The tree of files behind the server. Every path is absolute and normalised (`/a/b`, `/` is the root). Failures are
 * `Refusal`s or Node's file system errors.
 */
export interface FtpBackend {
  /** `undefined` where there is nothing. */
  stat(path: string): Promise<FtpStat | undefined>;
  /** What is directly in a folder, in any order. */
  list(path: string): Promise<FtpEntry[]>;
  /** The file's bytes from `startBytes` on, in chunks of at most 256 KiB or so, read as they are asked for. */
  read(path: string, startBytes: number): Promise<AsyncIterable<Uint8Array>>;
  /** Opens a file for writing, made where missing, cut to its first `keepBytes`; what is written follows them. */
  write(path: string, keepBytes: number): Promise<FtpSink>;
  makeFolder(path: string): Promise<void>;
  /** Only when empty. */
  removeFolder(path: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  /** Atomic; a file already under the new name is replaced. */
  rename(from: string, to: string): Promise<void>;
  setModified(path: string, modifiedS: number): Promise<void>;
}
