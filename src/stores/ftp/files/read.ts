import { PluvioError } from '../../../domain/errors.js';
import type { Entry, ReadOptions, ReadResult } from '../../../domain/storage/store.js';
import { wrongLength } from '../../protocol/announced-length.js';
import { pathError } from '../../names.js';
import type { Connection } from '../login/connection.js';
import { EndUntold, FileHangs, leavesConnectionUsable, Refusal, TooMuchData } from '../failure.js';
import { fetchFile, type Fetched } from '../wire/fetch.js';
import type { Doing, Pool } from '../login/pool.js';
import { ReadQueue, type Job } from './read-queue.js';
import { SendAhead } from '../wire/send-ahead.js';
import { explain } from './stat.js';
import { isWorthTrying, tryActive } from '../wire/try-active.js';
import { lowerTo } from '../login/abilities.js';
import { HangWatch } from '../patience/hang-watch.js';
import { isWhole } from '../patience/is-whole.js';
import { loneTrouble } from '../patience/lone-trouble.js';
import { noteRead } from '../patience/witness.js';

const DEFAULT_WINDOW_BYTES = 4 * 1024 * 1024;
/** Files that came at once when they were asked for alone, after which none is asked for ahead. */
const FALSE_ALARMS = 2;

/**
 * Reads small files whole over all connections, in the order given. Once a connection runs, a file costs it two round
 * trips, and a packet of commands one more where the server takes them by the packet: see `fetch`, `SendAhead`. Throws only
 * where the server cannot be reached at all.
 */
export async function* readFiles(
  pool: Pool,
  entries: readonly Entry[],
  { windowBytes = DEFAULT_WINDOW_BYTES, signal, onAllAsked, onArrived }: ReadOptions = {},
): AsyncGenerator<ReadResult> {
  signal?.throwIfAborted();
  const queue = new ReadQueue(entries, { windowBytes, readers: pool.limit, onAllAsked, onArrived });
  const abort = (): void => queue.fail(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
  signal?.addEventListener('abort', abort, { once: true });
  const readers = Array.from({ length: pool.limit }, () => read(pool, queue));
  void Promise.allSettled(readers).then((ends) => {
    const [failed] = ends.filter((end) => end.status === 'rejected');
    if (failed) queue.fail(pool.failure({ doing: 'read', path: '' }, failed.reason));
  });
  try {
    yield* queue.results();
  } finally {
    queue.stop();
    signal?.removeEventListener('abort', abort);
  }
}

/** One reader: borrows a connection while there is something to read, and gives it back while there is not. */
async function read(pool: Pool, queue: ReadQueue): Promise<void> {
  let failures = 0;
  for (let job = await queue.ready(); job; job = await queue.ready()) {
    let connection: Connection;
    try {
      connection = await pool.acquire('patient');
    } catch (error) {
      const again = await pool.waitForAnother({ doing: 'connect to', path: '' }, failures++, error);
      queue.giveBack(job);
      if (!again) throw error;
      continue;
    }
    failures = 0;
    pool.release(connection, await readOn({ pool, queue, connection }, job));
  }
}

/** One of those who read: the connection is its own while it does. */
interface Reader {
  readonly pool: Pool;
  readonly queue: ReadQueue;
  readonly connection: Connection;
}

interface Reading {
  readonly job: Job;
  readonly fetched: Promise<Fetched>;
}

/** How a file's transfer ended, and nothing wrong with the connection. */
type Ending = { readonly job: Job } & ({ readonly bytes: Uint8Array } | { readonly refusal: Refusal });

/**
 * Reads on one connection as long as there are files and nobody else wants it; true where the connection is good for more.
 */
async function readOn(reader: Reader, first: Job): Promise<boolean> {
  const { pool, queue, connection } = reader;
  const another = (): Job | undefined => (pool.isWanted ? undefined : queue.take());
  let next: Job | undefined = first;
  if (isWorthTrying(pool, queue.share)) {
    if (!(await readActively(reader, first))) return false;
    next = another();
  }
  for (; next; next = another()) {
    const endings: Ending[] = [];
    const failed = await readBatch(reader, next, endings);
    if (failed) {
      for (const { job } of endings) queue.giveBack(job);
      takeBack(reader, failed, endings.length);
      return false;
    }
    for (const ending of endings) {
      const { job } = ending;
      if ('bytes' in ending) settleRead(pool, queue, job, ending.bytes);
      else if (pool.adapt(connection, ending.refusal)) queue.giveBack(job);
      else void readAgain(pool, queue, job, await explain(pool, connection, job.entry.path, ending.refusal));
    }
  }
  return !connection.client.closed;
}

/** Reads a file by `tryActive`; false where others have to, and on another connection. */
async function readActively({ pool, queue, connection }: Reader, job: Job): Promise<boolean> {
  const command = commandFor(queue, connection, job);
  if (command === undefined) return true;
  const bytes = await tryActive(pool, connection, command, job.entry.sizeBytes);
  if (bytes) settleRead(pool, queue, job, bytes);
  else queue.giveBack(job);
  return bytes !== undefined;
}

/**
 * Reads some files, the next one asked for while one is under way. Nothing of a batch is believed before its last reply
 * is in: a server that lost a command gives too few, and what seemed one file's bytes may have been another's.
 */
async function readBatch(reader: Reader, first: Job, endings: Ending[]): Promise<Failed | undefined> {
  const watch = new HangWatch(reader.pool, reader.connection);
  try {
    return await readWatched(reader, first, { endings, watch });
  } finally {
    watch.end();
  }
}

/** What a batch of files shares. */
interface Batch {
  readonly endings: Ending[];
  readonly watch: HangWatch;
}

async function readWatched(
  { pool, queue, connection }: Reader,
  first: Job,
  { endings, watch }: Batch,
): Promise<Failed | undefined> {
  const ahead = new SendAhead(connection.abilities);
  const underWay: Reading[] = [];
  let next: Job | undefined = first;
  for (let begun = 0; ;) {
    const { share } = queue;
    while (begun < queue.batchFiles && (next ??= pool.isWanted ? undefined : queue.take())) {
      if (next.isAlone && begun > 0) break;
      const command = commandFor(queue, connection, next);
      // What takes a new login or another folder begins the next batch.
      if (command !== undefined && begun > 0 && connection.now(command) === undefined) break;
      if (command !== undefined) {
        if (!ahead.admits(underWay.length, command, share)) break;
        underWay.push(begin(connection, next, command));
      }
      begun += next.isAlone ? queue.batchFiles : 1;
      next = undefined;
    }
    ahead.close();
    const reading = underWay.shift();
    if (!reading) {
      if (next) queue.giveBack(next);
      return undefined;
    }
    const { job } = reading;
    watch.begin({ sizeBytes: job.entry.sizeBytes, isAlone: job.isAlone });
    try {
      const { bytes } = await reading.fetched;
      if (job.isSuspect && job.attempts === 0) noteFalseAlarm(pool, watch.waitedMs);
      if (bytes.length !== job.entry.sizeBytes) throw wrongLength(job.entry, bytes.length);
      endings.push({ job, bytes });
      queue.onArrived(job.entry);
    } catch (error) {
      if (error instanceof Refusal && leavesConnectionUsable(error)) endings.push({ job, refusal: error });
      else {
        for (const other of underWay) queue.giveBack(other.job);
        if (next) queue.giveBack(next);
        const wasAlone = begun === 1 || job.isAlone;
        return {
          job,
          wasAlone,
          error: error instanceof TooMuchData ? wrongLength(job.entry, job.entry.sizeBytes, true) : error,
        };
      }
    }
  }
}

/** A file whose reading broke the connection, and whether no other was under way on it. */
interface Failed {
  readonly job: Job;
  readonly error: unknown;
  readonly wasAlone: boolean;
}

/** Puts a file back that failed with its connection, after so many of its batch had come. */
function takeBack({ pool, queue, connection }: Reader, { job, error, wasAlone }: Failed, before: number): void {
  if (error instanceof FileHangs) {
    if (!error.isFinal) queue.suspect(job);
    else queue.settle(job, { entry: job.entry, error: pool.failure(whatOf(job), error) });
  } else if (error instanceof EndUntold && wasAlone) void lookWhetherWhole(pool, queue, job, error);
  else if (error instanceof EndUntold) {
    pool.settings.emit({ kind: 'retry', ...whatOf(job), attempt: 1, delayMs: 0, reason: error.message });
    job.isAlone = true;
    queue.giveBack(job);
  } else if (pool.adapt(connection, error)) queue.giveBack(job);
  else {
    if (before > 0) queue.batchFiles = Math.max(1, Math.min(queue.batchFiles, before));
    void readAgain(pool, queue, job, error);
  }
}

async function lookWhetherWhole(pool: Pool, queue: ReadQueue, job: Job, error: EndUntold): Promise<void> {
  const { entry } = job;
  if (error.bytes && (await isWhole(pool, entry, error))) settleRead(pool, queue, job, error.bytes);
  else await readAgain(pool, queue, job, error);
}

/** Where files come at once when nothing else is under way, it was the asking ahead that the server did not bear. */
function noteFalseAlarm(pool: Pool, waitedMs: number): void {
  const { patience, abilities, settings } = pool;
  patience.noteSlow(waitedMs);
  if (waitedMs > patience.slowMs / 2 || ++patience.falseAlarms < FALSE_ALARMS || abilities.readAhead === 'none') return;
  lowerTo(abilities, 'no-read-ahead');
  settings.emit({ kind: 'fallback', to: 'no-read-ahead', reason: 'files come only when they are asked for alone' });
}

function whatOf({ entry }: Job): Doing {
  return { doing: 'read', path: entry.path, isFile: true };
}

/** Undefined where there is none, and the file is settled. */
function commandFor(queue: ReadQueue, connection: Connection, job: Job): string | undefined {
  const { entry } = job;
  const error = pathError(entry.path);
  if (error) queue.settle(job, { entry, error });
  return error ? undefined : connection.command('RETR', entry.path);
}

function begin(connection: Connection, job: Job, command: string): Reading {
  const fetched = fetchFile(connection, command, job.entry.sizeBytes);
  // It may break while an earlier one is being waited for.
  fetched.catch(() => undefined);
  return { job, fetched };
}

function settleRead(pool: Pool, queue: ReadQueue, job: Job, bytes: Uint8Array): void {
  noteRead(pool);
  queue.settle(job, { entry: job.entry, bytes });
}

/**
 * Where a file broke its connection, it is read apart from the others from now on: what it does to a server may be done to
 * theirs too.
 */
async function readAgain(pool: Pool, queue: ReadQueue, job: Job, error: unknown): Promise<void> {
  const what = whatOf(job);
  const filesBefore = (job.filesBefore ??= pool.witness.filesRead);
  const isBreak = !(error instanceof PluvioError) && !leavesConnectionUsable(error);
  if (await pool.waitForAnother(what, job.attempts++, error)) {
    if (isBreak && !job.isSuspect) queue.suspect(job);
    else queue.giveBack(job);
  } else
    queue.settle(job, { entry: job.entry, error: await loneTrouble(pool, pool.failure(what, error), filesBefore) });
}
