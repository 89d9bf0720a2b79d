import { isFileInFlux, PluvioError } from '../domain/errors.js';
import type { Gauge } from '../domain/network.js';
import type { Journal } from '../domain/journal.js';
import { inReceivedOrder } from '../domain/raw-name.js';
import { TEMP_SUFFIX, type Body, type Entry, type ReadResult, type Store } from '../domain/store.js';
import { removeFile } from './commit.js';
import type { RunEvent } from './context.js';

export interface CopyOptions {
  readonly from: Store;
  readonly to: Store;
  readonly gauges: readonly Gauge[];
  readonly journal: Journal;
  /** A file younger than this, by the source's own clock, waits for the next round. */
  readonly settleS: number;
  /** The source's clock as far as it can be told, Unix seconds. */
  readonly sourceNowS: number;
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
  /** False where the server cut its listing and it could not be completed. */
  readonly complete: boolean;
}

/**
 * Process 0: copies the wanted gauges' raw files from one store to another, each once. A file takes its name only when
 * it is whole; one that is still changing waits; one that has grown since it was copied is copied again. What was copied
 * is noted in the journal, because the copy may be gone: worked off and deleted. Without the journal files are copied
 * again, which makes duplicates, and loses nothing.
 */
export async function copyRaw(options: CopyOptions): Promise<CopyOutcome[]> {
  const outcomes: CopyOutcome[] = [];
  for (const gauge of options.gauges) outcomes.push(await copyFolder(gauge, options));
  return outcomes;
}

async function copyFolder({ name, folder }: Gauge, options: CopyOptions): Promise<CopyOutcome> {
  const { from, to, journal, report, dryRun } = options;
  const { entries: listed, complete, unsafeNames } = await from.list(folder);
  for (const unsafe of unsafeNames) report({ type: 'unsafe-name', folder, name: unsafe });
  const entries = inReceivedOrder(
    listed.filter(({ path }) => !path.endsWith(TEMP_SUFFIX)),
    ({ path }) => path,
  );
  const there = (await to.list(folder)).entries;
  if (!dryRun) await removeStale(to, there, report);
  const sizes = new Map(there.map(({ path, sizeBytes }) => [path, sizeBytes]));
  const known = new Set(journal.knownFiles(copiedKey(options), entries));
  const before = entries.filter((entry) => known.has(entry) || sizes.get(entry.path) === entry.sizeBytes);
  const present = new Set(before);
  const missing = entries.filter((entry) => !present.has(entry));
  const settled = settledAmong(missing, options);
  report({
    type: 'gauge-started',
    gauge: name,
    files: settled.length,
    sizeBytes: settled.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  });
  const copied = dryRun ? settled : await copyFiles(settled, options);
  if (!dryRun) journal.noteFiles(copiedKey(options), [...before.filter((entry) => !known.has(entry)), ...copied]);
  return {
    gauge: name,
    listed: entries.length,
    copied: copied.length,
    copiedBytes: copied.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    before: before.length,
    waiting: missing.length - copied.length,
    complete,
  };
}

function copiedKey({ from, to }: CopyOptions): string {
  return `${from.name} copied to ${to.name}`;
}

/**
 * Files that have kept still: older than the settling time by the source's clock. Where the source tells no dates, those
 * whose size is what it was at the last look.
 */
function settledAmong(entries: readonly Entry[], { from, journal, settleS, sourceNowS, dryRun }: CopyOptions): Entry[] {
  const seenKey = `${from.name} seen`;
  const undated = entries.filter(({ modifiedS }) => modifiedS === undefined);
  const seen = new Set(settleS === 0 ? undated : journal.knownFiles(seenKey, undated));
  const settled = entries.filter((entry) =>
    entry.modifiedS === undefined ? seen.has(entry) : sourceNowS - entry.modifiedS >= settleS,
  );
  if (dryRun) return settled;
  journal.noteFiles(seenKey, undated);
  journal.forgetFiles(
    seenKey,
    settled.filter(({ modifiedS }) => modifiedS === undefined).map(({ path }) => path),
  );
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

/** Copies files, several at a time; gives those that arrived. */
async function copyFiles(entries: readonly Entry[], options: CopyOptions): Promise<Entry[]> {
  const isSmall = ({ sizeBytes }: Entry): boolean => sizeBytes <= SMALL_BYTES;
  const small = await copySmall(entries.filter(isSmall), options);
  return [
    ...small,
    ...(await copyBig(
      entries.filter((entry) => !isSmall(entry)),
      options,
    )),
  ];
}

async function copySmall(entries: readonly Entry[], options: CopyOptions): Promise<Entry[]> {
  const { from, to, parallel, signal, passing } = options;
  const together = Math.min(WRITTEN_TOGETHER, Math.ceil(entries.length / parallel));
  const results = from.readMany(entries, signal ? { signal } : {})[Symbol.asyncIterator]();
  const copied: Entry[] = [];
  const worker = async (): Promise<void> => {
    for (;;) {
      const read = await nextRead(results, together, options);
      if (read.length === 0) return;
      signal?.throwIfAborted();
      await to.writeMany(read.map(({ entry, bytes }) => ({ path: entry.path, bytes })));
      for (const { entry } of read) {
        copied.push(entry);
        passing('raw-copied');
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return copied;
}

type ReadFile = Extract<ReadResult, { readonly error?: undefined }>;

/** Up to `count` files more that were read whole; none at the end. One that vanished or changed waits for the next round. */
async function nextRead(
  results: AsyncIterator<ReadResult>,
  count: number,
  { report }: CopyOptions,
): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  while (read.length < count) {
    const next = await results.next();
    if (next.done === true) break;
    const { value } = next;
    if (!value.error) read.push(value);
    else if (isFileInFlux(value.error)) report({ type: 'file-left', file: value.entry.path, why: value.error.message });
    else throw value.error;
  }
  return read;
}

/**
 * Copies files one by one. Each takes two connections: where the server has no more, one after the other gives up, and
 * leaves its file to those that go on.
 */
async function copyBig(entries: readonly Entry[], options: CopyOptions): Promise<Entry[]> {
  const copied: Entry[] = [];
  const givenBack: Entry[] = [];
  const queue = entries[Symbol.iterator]();
  const next = (): Entry | undefined => givenBack.pop() ?? queue.next().value;
  let working = options.parallel;
  const worker = async (): Promise<void> => {
    for (let entry = next(); entry; entry = next()) {
      options.signal?.throwIfAborted();
      try {
        if (await copyFile(entry, options)) copied.push(entry);
      } catch (error) {
        if (working === 1 || !isUnreachable(error)) throw error;
        givenBack.push(entry);
        break;
      }
      options.passing('raw-copied');
    }
    working--;
  };
  await Promise.all(Array.from({ length: options.parallel }, worker));
  return copied;
}

function isUnreachable(error: unknown): boolean {
  return error instanceof PluvioError && error.code === 'STORE_UNREACHABLE';
}

async function copyFile(entry: Entry, { from, to, report }: CopyOptions): Promise<boolean> {
  // Its bytes flow from one connection to the other; the size is checked on either side.
  const body: Body = {
    sizeBytes: entry.sizeBytes,
    pieces: () => from.read(entry),
  };
  try {
    await to.write(entry.path, body);
    return true;
  } catch (error) {
    if (!isFileInFlux(error)) throw error;
    report({ type: 'file-left', file: entry.path, why: error.message });
    return false;
  }
}

/**
 * What the clock of a store says: a file written there is dated by it. Where that is refused, the host's own clock, or
 * the newest date listed where that is ahead of it.
 */
export async function storeNowS(store: Store, hostNowS: number): Promise<number> {
  const path = `pluvio-clock${TEMP_SUFFIX}`;
  try {
    await store.write(path, { sizeBytes: 1, pieces: () => [Buffer.from('\n')] });
    const entry = await store.stat(path);
    if (!entry) return hostNowS;
    await removeFile(store, path, entry.sizeBytes);
    return entry.modifiedS ?? hostNowS;
  } catch (error) {
    if (error instanceof PluvioError && error.code === 'STORE_REFUSED') return hostNowS;
    throw error;
  }
}
