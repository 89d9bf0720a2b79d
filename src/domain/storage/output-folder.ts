import type { Body } from './store.js';
import type { ByteSink } from './sink.js';

/** Size and hash of a file's bytes. */
export interface Fingerprint {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A file being written under its temporary name. */
export interface StagedFile {
  readonly write: ByteSink;
  /** Replaces its first bytes, where a format says there what is known only at the end. */
  readonly rewriteStart: ByteSink;
  /** Closes it, on disk where the folder is durable; tells what was written. */
  readonly finish: () => Fingerprint;
}

/**
 * The local folder where outputs are made. Paths are relative and `/`-separated. A file is written under its temporary
 * name (`path` + `TEMP_SUFFIX`), and takes its own by one rename. Synchronous: rows are written as they are made.
 * Failures are `PluvioError`s with code DISK.
 */
export interface OutputFolder {
  /** For messages. */
  readonly name: string;
  /** What it is remembered by between runs, however it was named; default: its name. */
  readonly identity?: string;
  /** A small file, whole; undefined where there is none. */
  readonly read: (path: string) => Uint8Array | undefined;
  /** A file in pieces of 256 KiB, each valid until the next. */
  readonly pieces: (path: string) => Iterable<Uint8Array>;
  /** Reads the file and hashes it; undefined where there is none. */
  readonly fingerprint: (path: string) => Fingerprint | undefined;
  /** undefined where there is no such file. */
  readonly sizeBytes: (path: string) => number | undefined;
  /** Starts a file under its temporary name; folders are made as needed. */
  readonly stage: (path: string) => StagedFile;
  /** Gives a staged file its name, replacing what is there. */
  readonly commit: (path: string) => void;
  /** The same, but that a power cut may take the name until `keepNames`. */
  readonly giveName: (path: string) => void;
  /** Has the names of files on disk: one step a folder. */
  readonly keepNames: (paths: readonly string[]) => void;
  /** Gives up a staged file; fine where there is none. */
  readonly unstage: (path: string) => void;
  readonly rename: (from: string, to: string) => void;
  /** Removes a file; fine where there is none. */
  readonly remove: (path: string) => void;
  /** Names in a folder, sorted; [] where it is missing. */
  readonly names: (folder: string) => string[];
  /** The file as a body for a store; its pieces are what is from `fromBytes` (default 0) on. */
  readonly body: (path: string, fingerprint: Fingerprint, fromBytes?: number) => Required<Body>;
}
