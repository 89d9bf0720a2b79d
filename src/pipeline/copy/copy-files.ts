import type { Checkpoint } from '../../domain/run/checkpoint.js';
import { failsAlone, isFileInFlux, PluvioError } from '../../domain/errors.js';
import type { Gauge } from '../../domain/network.js';
import type { Journal } from '../../domain/run/journal.js';
import type { Body, Entry, ReadResult, Store } from '../../domain/storage/store.js';
import type { RunEvent } from '../context.js';
import type { CopyNotes, ReadFile } from './copy-notes.js';
import type { TwoClocks } from '../../domain/run/journal.js';
import { isShortAgain } from '../ingest/short-files.js';

export interface CopyOptions {
  readonly from: Store;
  readonly to: Store;
  readonly gauges: readonly Gauge[];
  readonly journal: Journal;
  /** A file younger than this, by the source's own clock, waits for the next round. */
  readonly settleS: number;
  /** The source's clock as far as it can be told, Unix seconds. */
  readonly sourceNowS: number;
  /** Both clocks at once, where the source told its own. */
  readonly clocks?: TwoClocks | undefined;
  /** Copies under way at the same time. */
  readonly parallel: number;
  /** Look, and say what would be copied, but change nothing. */
  readonly dryRun: boolean;
  readonly report: (event: RunEvent) => void;
  readonly signal: AbortSignal | undefined;
  readonly checkpoint: Checkpoint;
}

/** One folder's. */
export interface CopyFolderOptions extends CopyOptions {
  readonly gauge: string;
}

/** A file up to this size is read whole and written together with others; a bigger one flows through. */
const SMALL_BYTES = 64 * 1024;
/** Files written together over one connection. */
const WRITTEN_TOGETHER = 16;

/** What became of files that were to be copied. */
class Copies {
  readonly copied: Entry[] = [];
  /** Files whose date does not tell, and whose content is what was copied before. */
  readonly same: Entry[] = [];
  readonly failed: { what: string; why: string }[] = [];
  private readonly decided = new Set<Entry>();

  constructor(
    private readonly options: CopyFolderOptions,
    private readonly notes: CopyNotes,
  ) {}

  put(entry: Entry, bytes?: Uint8Array): void {
    this.decided.add(entry);
    this.copied.push(this.notes.of(entry, bytes));
    this.tell(1, bytes?.length ?? 0);
  }

  /** Those of the files whose content was not copied before; the others are done with. */
  changed(read: readonly ReadFile[]): ReadFile[] {
    const changed = this.notes.changed(read);
    for (const file of read) {
      if (changed.includes(file)) continue;
      this.decided.add(file.entry);
      this.same.push(this.notes.of(file.entry, file.bytes));
      this.tell(1, file.bytes.length);
    }
    return changed;
  }

  /** A file that vanished or changed waits for the next round, as does one that fails alone; any other failure is thrown. */
  leave(entry: Entry, error: unknown): void {
    if (!failsAlone(error)) throw error;
    this.decided.add(entry);
    const { message: why, code } = error;
    const { path: file } = entry;
    const { journal, from } = this.options;
    if (!isFileInFlux(error) || isShortAgain(journal, from, entry, error)) this.failed.push({ what: file, why });
    this.options.report({ type: 'file-left', file, why, code });
  }

  /** For the progress of the run: files that are done with, and bytes that came. */
  tell(files: number, sizeBytes: number): void {
    const { gauge, report } = this.options;
    report({ type: 'read', gauge, files, sizeBytes, readings: 0 });
  }

  /** Those of the files of which it is not known yet what becomes of them. */
  undecided(entries: readonly Entry[]): Entry[] {
    return entries.filter((entry) => !this.decided.has(entry));
  }
}

/** Copies files, several at a time. What one of them does to a store stops no other. */
export async function copyFiles(
  entries: readonly Entry[],
  notes: CopyNotes,
  options: CopyFolderOptions,
): Promise<Copies> {
  const isSmall = ({ sizeBytes }: Entry): boolean => sizeBytes <= SMALL_BYTES;
  const copies = new Copies(options, notes);
  let small = entries.filter(isSmall);
  for (let troubled = await copySmall(small, options, copies); troubled.length > 0;) {
    // One of them may be what the target does not bear: they are written one by one, and the others go on.
    await copyBig(troubled, options, copies);
    small = copies.undecided(small);
    troubled = await copySmall(small, options, copies);
  }
  const big = entries.filter((entry) => !isSmall(entry));
  await copyBig(big, options, copies);
  return copies;
}

/** Copies small files, many together; those that could not be written, where it ended there, because the target was not reached. */
async function copySmall(entries: readonly Entry[], options: CopyFolderOptions, copies: Copies): Promise<Entry[]> {
  const { from, to, gauge, parallel, signal, checkpoint, report } = options;
  const together = Math.min(WRITTEN_TOGETHER, Math.ceil(entries.length / parallel));
  const onArrived = ({ sizeBytes }: Entry): void => report({ type: 'arrived', gauge, sizeBytes });
  const results = from.readMany(entries, { onArrived, ...(signal ? { signal } : {}) })[Symbol.asyncIterator]();
  const troubled: Entry[] = [];
  const worker = async (): Promise<void> => {
    while (troubled.length === 0) {
      const read = await nextRead(results, together, copies);
      if (read.length === 0) return;
      signal?.throwIfAborted();
      const changed = copies.changed(read);
      try {
        if (changed.length > 0) await to.writeMany(changed.map(({ entry, bytes }) => ({ path: entry.path, bytes })));
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        troubled.push(...changed.map(({ entry }) => entry));
        return;
      }
      for (const { entry, bytes } of changed) {
        copies.put(entry, bytes);
        checkpoint('raw-copied');
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  if (troubled.length > 0) await results.return?.();
  return troubled;
}

/** Up to `count` files more that were read whole; none at the end. */
async function nextRead(results: AsyncIterator<ReadResult>, count: number, copies: Copies): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  while (read.length < count) {
    const next = await results.next();
    if (next.done === true) break;
    const { value } = next;
    if (!value.error) read.push(value);
    else copies.leave(value.entry, value.error);
  }
  return read;
}

/** So many files may fail one after the other while both stores are there. */
const MOST_LONE = 16;

/**
 * Copies files one by one. Each takes two connections: where the server has no more, one after the other gives up, and
 * leaves its file to those that go on. The last one asks both stores whether they are there: if they are, it is the file.
 */
async function copyBig(entries: readonly Entry[], options: CopyOptions, copies: Copies): Promise<void> {
  const givenBack: Entry[] = [];
  const queue = entries[Symbol.iterator]();
  // What was given back may be what a server does not bear: others go first.
  const next = (): Entry | undefined => queue.next().value ?? givenBack.shift();
  let working = options.parallel;
  let loneInRow = 0;
  const worker = async (): Promise<void> => {
    for (let entry = next(); entry; entry = next()) {
      options.signal?.throwIfAborted();
      try {
        await copyFile(entry, options, copies);
        loneInRow = 0;
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        if (working > 1) {
          givenBack.push(entry);
          break;
        }
        if (++loneInRow > MOST_LONE || !(await areThere(options))) throw error;
        copies.leave(entry, new PluvioError('STORE_FILE_BUSY', error.message, { file: entry.path }));
      }
      options.checkpoint('raw-copied');
    }
    working--;
  };
  await Promise.all(Array.from({ length: options.parallel }, worker));
}

function isUnreachable(error: unknown): error is PluvioError {
  return error instanceof PluvioError && error.code === 'STORE_UNREACHABLE';
}

/** Whether both stores answer. */
async function areThere({ from, to }: CopyOptions): Promise<boolean> {
  try {
    await from.list('');
    await to.list('');
    return true;
  } catch (error) {
    return !isUnreachable(error);
  }
}

async function copyFile(entry: Entry, { from, to }: CopyOptions, copies: Copies): Promise<void> {
  // Its bytes flow from one connection to the other; the size is checked on either side.
  const body: Body = {
    sizeBytes: entry.sizeBytes,
    pieces: () => told(from.read(entry), copies),
  };
  try {
    await to.write(entry.path, body);
    copies.put(entry);
  } catch (error) {
    copies.leave(entry, error);
  }
}

async function* told(pieces: AsyncIterable<Uint8Array>, copies: Copies): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    copies.tell(0, piece.length);
    yield piece;
  }
}
