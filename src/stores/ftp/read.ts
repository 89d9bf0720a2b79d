import type { Entry, ReadResult } from '../../domain/store.js';
import { wrongLength } from '../exact-length.js';
import { pathError } from '../names.js';
import type { Connection } from './connection.js';
import { leavesConnectionUsable, TooMuchData } from './failure.js';
import { fetch, type Fetched } from './fetch.js';
import type { Pool } from './pool.js';
import { ReadQueue, type Job } from './read-queue.js';
import { explain } from './stat.js';

const DEFAULT_WINDOW_BYTES = 4 * 1024 * 1024;

interface ReadOptions {
  readonly windowBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads small files whole over all connections, in the order given. Once a connection runs, a file costs it two round
 * trips: see `fetch`. Throws only where the server cannot be reached at all.
 */
export async function* readFiles(
  pool: Pool,
  entries: Iterable<Entry>,
  { windowBytes = DEFAULT_WINDOW_BYTES, signal }: ReadOptions = {},
): AsyncGenerator<ReadResult> {
  signal?.throwIfAborted();
  const queue = new ReadQueue(entries, windowBytes);
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
      connection = await pool.acquire();
    } catch (error) {
      const again = await pool.waitForAnother({ doing: 'connect to', path: '' }, failures++, error);
      queue.giveBack(job);
      if (!again) throw error;
      continue;
    }
    failures = 0;
    pool.release(connection, await readOn(pool, queue, connection, job));
  }
}

interface Reading {
  readonly job: Job;
  readonly fetched: Promise<Fetched>;
}

/** Reads on one connection as long as there are files; true where the connection is good for more. */
async function readOn(pool: Pool, queue: ReadQueue, connection: Connection, first: Job): Promise<boolean> {
  const underWay: Reading[] = [];
  let next: Job | undefined = first;
  for (;;) {
    const depth = connection.abilities.pipelining && connection.abilities.readAhead ? 2 : 1;
    while (underWay.length < depth && (next ??= queue.take())) {
      const reading = begin(queue, connection, next);
      if (reading) underWay.push(reading);
      next = undefined;
    }
    const reading = underWay.shift();
    if (!reading) return !connection.client.closed;
    const failure = await finish(pool, queue, connection, reading);
    if (!failure) continue;
    for (const { job } of underWay) queue.giveBack(job);
    return false;
  }
}

function begin(queue: ReadQueue, connection: Connection, job: Job): Reading | undefined {
  const { entry } = job;
  const error = pathError(entry.path);
  if (error) {
    queue.settle(job, { entry, error });
    return undefined;
  }
  const fetched = fetch(connection, connection.command('RETR', entry.path), entry.sizeBytes);
  // It may break while an earlier one is being waited for.
  fetched.catch(() => undefined);
  return { job, fetched };
}

/** Settles the file or has it read again; gives the error where the connection is of no more use. */
async function finish(pool: Pool, queue: ReadQueue, connection: Connection, reading: Reading): Promise<unknown> {
  const { job, fetched } = reading;
  const { entry } = job;
  try {
    const { bytes } = await fetched;
    if (bytes.length !== entry.sizeBytes) throw wrongLength(entry, bytes.length);
    queue.settle(job, { entry, bytes });
    return undefined;
  } catch (error) {
    if (pool.adapt(connection, error)) {
      queue.giveBack(job);
      return error;
    }
    const reason = error instanceof TooMuchData ? wrongLength(entry, entry.sizeBytes, true) : error;
    const told = await explain(pool, connection, entry.path, reason);
    void readAgain(pool, queue, job, told);
    return leavesConnectionUsable(reason) ? undefined : reason;
  }
}

async function readAgain(pool: Pool, queue: ReadQueue, job: Job, error: unknown): Promise<void> {
  const what = { doing: 'read', path: job.entry.path };
  if (await pool.waitForAnother(what, job.attempts++, error)) queue.giveBack(job);
  else queue.settle(job, { entry: job.entry, error: pool.failure(what, error) });
}
