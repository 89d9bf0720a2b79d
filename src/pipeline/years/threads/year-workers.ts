import os from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { PluvioError } from '../../../domain/errors.js';
import type { OutputFolder } from '../../../domain/storage/output-folder.js';
import { makerInThisThread, type MadeYear, type YearJob, type YearMaker } from '../make-year.js';
import type { RunSpill } from '../../context.js';
import { newClaim, take, type Claim } from './claim.js';
import type { WorkerAnswer, WorkerFailure, WorkerParts, WorkerJob } from './year-worker.js';
import { keepYoungGeneration } from './young-generation.js';

/** Rows from which starting a thread pays. */
const WORTH_ROWS = 400_000;
/** Jobs given to the other thread at once, so that it has work while this one is busy with a year of its own. */
const MOST_GIVEN = 2;

/**
 * Makes years in two threads: this one and another, which reads the shared spill. More would be faster where there are
 * cores, but each holds a year's table, and memory is promised too. undefined where there is too little to do, or one
 * core to do it.
 */
export function openYearWorkers(
  spill: RunSpill,
  rows: number,
  out: OutputFolder,
  durable: boolean,
): YearMaker | undefined {
  if (rows < WORTH_ROWS || os.availableParallelism() < 2 || !spill.share) return undefined;
  const workerData: WorkerParts = { root: out.name, durable, fd: spill.share() };
  const there = new OtherThread(workerData);
  const here = makerInThisThread(out, spill);
  let isHereBusy = false;
  let isClosed = false;
  let helping = Promise.resolve();
  const makeHere = async (job: YearJob): Promise<MadeYear> => {
    isHereBusy = true;
    try {
      // A year made here never lets go of the thread: others are given away, and answers heard, before it begins.
      await setImmediate();
      return await here.make(job);
    } finally {
      isHereBusy = false;
    }
  };
  /** Once nothing is left to be given to this thread, it takes back what the other one has not begun. */
  const help = async (): Promise<void> => {
    for (;;) {
      await setImmediate();
      const waiting = isHereBusy || isClosed ? undefined : there.takeBack();
      if (!waiting) return;
      await makeHere(waiting.job).then(waiting.resolve, waiting.reject);
    }
  };
  return {
    parallel: 1 + MOST_GIVEN,
    make: async (job) => {
      if (there.jobs === 0 || isHereBusy) return there.make(job);
      const made = await makeHere(job);
      helping = help();
      return made;
    },
    parallelAhead: MOST_GIVEN,
    makeAhead: (job) => there.make(job),
    close: async () => {
      isClosed = true;
      await helping;
      await there.close();
    },
  };
}

/** A job given to the other thread. */
interface GivenJob {
  readonly job: YearJob;
  readonly claim: Claim;
  readonly resolve: (made: MadeYear) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that makes years, in the order in which they are given to it. */
class OtherThread {
  /** How many it has been given and not answered. */
  jobs = 0;
  private readonly worker: Worker;
  private readonly given: GivenJob[] = [];

  constructor(workerData: WorkerParts) {
    const resourceLimits = { maxYoungGenerationSizeMb: 4 };
    this.worker = new Worker(new URL('./year-worker.js', import.meta.url), { workerData, resourceLimits });
    this.worker.once('online', keepYoungGeneration);
    this.worker.on('message', (answer: WorkerAnswer) => {
      this.jobs--;
      const { resolve, reject } = this.given.shift()!;
      if ('made' in answer) resolve(answer.made);
      else if ('failure' in answer) reject(revive(answer.failure));
    });
    this.worker.on('error', (error) => {
      for (const { reject } of this.given.splice(0)) reject(error);
    });
  }

  make(job: YearJob): Promise<MadeYear> {
    this.jobs++;
    return new Promise((resolve, reject) => {
      const claim = newClaim();
      this.given.push({ job, claim, resolve, reject });
      this.worker.postMessage({ job, claim } satisfies WorkerJob);
    });
  }

  /** The last job that it has not begun, and now will not; whoever takes it settles it. */
  takeBack(): GivenJob | undefined {
    return this.given.findLast(({ claim }) => take(claim));
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/** The error that a worker told of. */
function revive({ message, code, details }: WorkerFailure): Error {
  return code === undefined ? new Error(message) : new PluvioError(code, message, details);
}
