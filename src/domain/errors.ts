/** Exit codes of the command line (DESIGN: commands). */
export const EXIT = { done: 0, bug: 1, usage: 2, strict: 3, remote: 4, locked: 5 } as const;

/**
 * Every error pluvio raises on purpose, in one table: its stable code, the exit code it ends a run with, and what it
 * means. `docs/errors.md` is made from this.
 */
export const ERROR_CODES = {
  USAGE: { exit: EXIT.usage, means: 'A command, option or argument is not understood.' },
  CONFIG: { exit: EXIT.usage, means: 'One or more settings are missing or wrong; all of them are listed.' },
  CALIBRATION: { exit: EXIT.usage, means: 'The calibration table cannot be used.' },
  GAUGES: { exit: EXIT.usage, means: 'The gauges table cannot be used.' },
  INTERVENTIONS: { exit: EXIT.usage, means: 'The table of interventions cannot be used.' },
  FORMAT: { exit: EXIT.usage, means: 'The description of a raw format cannot be used.' },
  UNIT: {
    exit: EXIT.remote,
    means: 'A year is published in another unit of amounts than its raw files have now; it waits.',
  },
  INPUT: { exit: EXIT.usage, means: 'A file named on the command line cannot be read or is not what it should be.' },
  STORE_UNREACHABLE: { exit: EXIT.remote, means: 'The remote side cannot be reached or refuses the login.' },
  STORE_REFUSED: { exit: EXIT.remote, means: 'The remote side refused an operation.' },
  STORE_TRUNCATED: { exit: EXIT.remote, means: 'Fewer or more bytes arrived than the store announced.' },
  STORE_MISSING: { exit: EXIT.remote, means: 'A file or folder is not there.' },
  STORE_FILE_REFUSED: {
    exit: EXIT.remote,
    means: 'The remote side does not give one file: it is left, the others are read.',
  },
  STORE_FILE_BUSY: {
    exit: EXIT.remote,
    means:
      'One file cannot be read now, often because it is being uploaded: it is left for the next run, the others are read.',
  },
  STORE_LISTING: { exit: EXIT.remote, means: 'What the remote side lists of a folder is not understood.' },
  STORE_NAME: { exit: EXIT.remote, means: 'A name from the remote side is not safe to use.' },
  PUBLISH: { exit: EXIT.remote, means: 'A file was published, but did not read back as what was sent.' },
  DAMAGED: {
    exit: EXIT.remote,
    means: 'A published file does not match its manifest; it was set aside and its year waits.',
  },
  ACCOUNTING: { exit: EXIT.bug, means: 'The lines read do not add up; nothing was published.' },
  LOCKED: { exit: EXIT.locked, means: 'Another run is at work in the same output folder.' },
  DISK: { exit: EXIT.remote, means: 'The local disk refused a write.' },
} as const satisfies Record<string, { exit: number; means: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetails {
  readonly file?: string;
  readonly line?: number;
  readonly gauge?: string;
  readonly cause?: unknown;
  /** Worth another attempt: a network failure or a transient (4xx) refusal. */
  readonly transient?: boolean;
}

/**
 * The one error family. `message` says what was wrong, the value seen, and what to do; it never holds a credential.
 */
export class PluvioError extends Error {
  override readonly name = 'PluvioError';
  readonly code: ErrorCode;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly gauge: string | undefined;
  readonly transient: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.line = details.line;
    this.gauge = details.gauge;
    this.transient = details.transient ?? false;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }
}

/** The exit code that anything thrown ends a run with. */
export function exitCodeOf(error: unknown): number {
  return error instanceof PluvioError ? error.exitCode : EXIT.bug;
}

/** From what is well to what asks most for somebody to look. */
const FROM_GOOD_TO_BAD: readonly number[] = [EXIT.done, EXIT.strict, EXIT.remote, EXIT.locked, EXIT.usage, EXIT.bug];

/** The worse of two exit codes. */
export function worseExit(code: number, other: number): number {
  return FROM_GOOD_TO_BAD.indexOf(other) > FROM_GOOD_TO_BAD.indexOf(code) ? other : code;
}

/** Whether a file vanished, or is no longer as long as it was listed: the next run's business, not a failure of this one. */
export function isFileInFlux(error: unknown): error is PluvioError {
  return error instanceof PluvioError && (error.code === 'STORE_MISSING' || error.code === 'STORE_TRUNCATED');
}

/**
 * Whether a failure is that of one file, one folder or one publication: what fails alone is left alone, and all else goes on.
 * Not so where the remote side cannot be reached, or the local disk refuses.
 */
export function failsAlone(error: unknown): error is PluvioError {
  if (!(error instanceof PluvioError) || error.code === 'STORE_UNREACHABLE') return false;
  return error.code === 'PUBLISH' || error.code.startsWith('STORE_');
}

/** What the system's commonest codes mean, in the words of a message: "Cannot read x: …". */
const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EPIPE: 'nobody reads it any more',
};

/** Why the system refused something, in plain words where they are known. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return SYSTEM_REASONS[code] ?? messageOf(error);
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
