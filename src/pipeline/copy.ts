import { failsAlone, isFileInFlux, PluvioError } from '../domain/errors.js';
import type { Gauge } from '../domain/network.js';
import type { Journal } from '../domain/journal.js';
import { inReceivedOrder } from '../domain/raw-name.js';
import { TEMP_SUFFIX, type Body, type Entry, type ReadResult, type Store } from '../domain/store.js';
import type { RunEvent } from './context.js';
import { CopyNotes, type ReadFile } from './copy-notes.js';
import { newestDateS } from './date-proof.js';
import { listDeep } from './list-raw.js';
import { doubtfulFromS, noteClocks, type TwoClocks } from './set-back.js';
import { isShortAgain } from './short-files.js';
import { withDates } from './with-dates.js';

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
  readonly passing: (step: string) => void;
}

/** What became of the files of one gauge's folder. */
export interface CopyOutcome {
  readonly gauge: string;
  readonly listed: number;
  readonly copied: number;
  readonly copiedBytes: number;
  /** Copied in an earlier round, or lying there already. */
  readonly before: number;
  /** Too young, changing, or gone: the next round's. */
  readonly waiting: number;
  /** What failed alone, and why; the next round tries it again. */
  readonly failed: readonly { readonly what: string; readonly why: string }[];
  /** False where the server cut its listing and it could not be completed. */
  readonly complete: boolean;
}

/**
 * Process 0: copies the wanted gauges' raw files from one store to another, each once. A file takes its name only when
 * it is whole; one that is still changing waits; one that has changed since it was copied, by size or date, is copied again. What
 * was copied is noted in the journal, because the copy may be gone: worked off and deleted. Where a server tells no date of a
 * file, its content is looked at in every round. Without the journal files are copied again, which makes duplicates, and loses
 * nothing. What fails alone, a file or a gauge's folder, is left alone.
 */
export async function copyRaw(options: CopyOptions): Promise<CopyOutcome[]> {
  const outcomes: CopyOutcome[] = [];
  for (const gauge of options.gauges) {
    try {
      outcomes.push(await copyFolder(gauge, options));
    } catch (error) {
      if (!failsAlone(error)) throw error;
      const { message: why, code } = error;
      options.report({ type: 'gauge-failed', gauge: gauge.name, why, code });
      const nothing = { listed: 0, copied: 0, copiedBytes: 0, before: 0, waiting: 0, complete: false };
      outcomes.push({ gauge: gauge.name, ...nothing, failed: [{ what: gauge.name, why }] });
    }
  }
  return outcomes;
}

async function copyFolder({ name, folder }: Gauge, options: CopyOptions): Promise<CopyOutcome> {
  const { from, to, journal, report, dryRun } = options;
  const isGaugeFolder = (path: string): boolean => options.gauges.some((other) => other.folder === path);
  const { entries: listed, complete } = await listDeep(from, folder, { report, isGaugeFolder });
  const entries = inReceivedOrder(
    await withDates(
      from,
      listed.filter(({ path }) => !path.endsWith(TEMP_SUFFIX)),
    ),
    ({ path }) => path,
  );
  const there = (await to.list(folder)).entries;
  if (!dryRun) await removeStale(to, there, report);
  const clocksPlace = `${copiedKey(options)}, clocks of ${folder}`;
  const doubtfulS = options.clocks ? doubtfulFromS(journal, clocksPlace, options.clocks) : Infinity;
  const isDoubtful = ({ modifiedS }: Entry): boolean => modifiedS !== undefined && modifiedS >= doubtfulS;
  const doubtful = entries.filter(isDoubtful).map(({ path }) => path);
  if (!dryRun && doubtful.length > 0) journal.forgetFiles(copiedKey(options), doubtful);
  const dated = entries.filter((entry) => entry.modifiedS !== undefined && !isDoubtful(entry));
  const known = new Set(journal.knownFiles(copiedKey(options), dated));
  const missing = entries.filter((entry) => !known.has(entry));
  const settled = settledAmong(missing, options);
  report({
    type: 'gauge-started',
    gauge: name,
    files: settled.length,
    sizeBytes: settled.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  });
  const { copied, same, failed } = dryRun
    ? { copied: settled, same: [], failed: [] }
    : await copyFiles(settled, notesOf(entries, options), options);
  if (!dryRun) journal.noteFiles(copiedKey(options), [...copied, ...same]);
  if (!dryRun && options.clocks) noteClocks(journal, clocksPlace, options.clocks);
  return {
    gauge: name,
    listed: entries.length,
    copied: copied.length,
    copiedBytes: copied.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    before: known.size + same.length,
    waiting: missing.length - copied.length - same.length - failed.length,
    failed,
    complete,
  };
}

function notesOf(listed: readonly Entry[], options: CopyOptions): CopyNotes {
  const { journal, clocks, sourceNowS: hostS } = options;
  return new CopyNotes(journal, copiedKey(options), { sourceS: clocks?.sourceS, listedS: newestDateS(listed), hostS });
}

function copiedKey({ from, to }: Pick<CopyOptions, 'from' | 'to'>): string {
  return `${from.name} copied to ${to.name}`;
}

/**
 * Files that have kept still: older than the settling time by the source's clock. Where a file has no date, or one of the
 * future, as after that clock was set back: those that were the same at the last look.
 */
function settledAmong(entries: readonly Entry[], { from, journal, settleS, sourceNowS, dryRun }: CopyOptions): Entry[] {
  const seenKey = `${from.name} seen`;
  const unsure = entries.filter(({ modifiedS }) => modifiedS === undefined || modifiedS > sourceNowS);
  const seen = new Set(settleS === 0 ? unsure : journal.knownFiles(seenKey, unsure));
  const settled = entries.filter(
    (entry) => seen.has(entry) || (entry.modifiedS !== undefined && sourceNowS - entry.modifiedS >= settleS),
  );
  if (dryRun) return settled;
  journal.noteFiles(seenKey, unsure);
  return settled;
}

/** Temporary files of a run that was killed; this run holds the lock, so that nobody is writing them. */
async function removeStale(to: Store, entries: readonly Entry[], report: (event: RunEvent) => void): Promise<void> {
  for await (const result of to.removeMany(entries.filter(({ path }) => path.endsWith(TEMP_SUFFIX)))) {
    if (result.outcome === 'refused')
      report({ type: 'delete-refused', file: result.entry.path, why: result.error.message });
  }
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

  constructor(
    private readonly options: CopyOptions,
    readonly notes: CopyNotes,
  ) {}

  /** A file that vanished or changed waits for the next round, as does one that fails alone; any other failure is thrown. */
  leave(entry: Entry, error: unknown): void {
    if (!failsAlone(error)) throw error;
    const { message: why, code } = error;
    const { path: file } = entry;
    const { journal, from } = this.options;
    if (!isFileInFlux(error) || isShortAgain(journal, from, entry, error)) this.failed.push({ what: file, why });
    this.options.report({ type: 'file-left', file, why, code });
  }
}

/** Copies files, several at a time. */
async function copyFiles(entries: readonly Entry[], notes: CopyNotes, options: CopyOptions): Promise<Copies> {
  const isSmall = ({ sizeBytes }: Entry): boolean => sizeBytes <= SMALL_BYTES;
  const copies = new Copies(options, notes);
  await copySmall(entries.filter(isSmall), options, copies);
  const big = entries.filter((entry) => !isSmall(entry));
  await copyBig(big, options, copies);
  return copies;
}

async function copySmall(entries: readonly Entry[], options: CopyOptions, copies: Copies): Promise<void> {
  const { from, to, parallel, signal, passing } = options;
  const together = Math.min(WRITTEN_TOGETHER, Math.ceil(entries.length / parallel));
  const results = from.readMany(entries, signal ? { signal } : {})[Symbol.asyncIterator]();
  const worker = async (): Promise<void> => {
    for (;;) {
      const read = await nextRead(results, together, copies);
      if (read.length === 0) return;
      signal?.throwIfAborted();
      const changed = copies.notes.changed(read);
      for (const { entry, bytes } of read.filter((file) => !changed.includes(file)))
        copies.same.push(copies.notes.of(entry, bytes));
      if (changed.length > 0) await to.writeMany(changed.map(({ entry, bytes }) => ({ path: entry.path, bytes })));
      for (const { entry, bytes } of changed) {
        copies.copied.push(copies.notes.of(entry, bytes));
        passing('raw-copied');
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
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
      options.passing('raw-copied');
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
    pieces: () => from.read(entry),
  };
  try {
    await to.write(entry.path, body);
    copies.copied.push(copies.notes.of(entry));
  } catch (error) {
    copies.leave(entry, error);
  }
}
