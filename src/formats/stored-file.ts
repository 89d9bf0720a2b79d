/** A file of ours on disk, as the formats read it. Whoever opens it knows the file system; formats do not. */
export interface StoredFile {
  /** As it was given: for messages, and for libraries that open files themselves. */
  readonly path: string;
  /** The last part of its path. */
  readonly name: string;
  /** Its first bytes, at most so many. Throws INPUT where it is not there, or is a folder. */
  readonly beginning: (bytes: number) => Uint8Array;
  readonly bytes: () => Uint8Array;
  /** In pieces of 256 KiB, each valid until the next. */
  readonly pieces: () => Iterable<Uint8Array>;
  /** Another file, by its path from the folder of this one; undefined where there is none. */
  readonly beside: (path: string) => StoredFile | undefined;
}
