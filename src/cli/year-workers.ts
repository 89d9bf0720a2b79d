import os from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { PluvioError } from '../domain/errors.js';
import type { OutputFolder } from '../domain/output-folder.js';
import { makerInThisThread, type MadeYear, type YearJob, type YearMaker } from '../pipeline/make-year.js';
import type { RunSpill } from '../pipeline/context.js';
import type { WorkerAnswer, WorkerFailure, WorkerHands } from './year-worker.js';

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
  const workerData: WorkerHands = { root: out.name, durable, fd: spill.share() };
  const there = new OtherThread(workerData);
  const here = makerInThisThread(out, spill);
  let isHereBusy = false;
  return {
    parallel: 1 + MOST_GIVEN,
    make: async (job) => {
      if (there.jobs === 0 || isHereBusy) return there.make(job);
      isHereBusy = true;
      try {
        // A year made here never lets go of the thread: others are given away, and answers heard, before it begins.
        await setImmediate();
        return await here.make(job);
      } finally {
        isHereBusy = false;
      }
    },
    parallelAhead: MOST_GIVEN,
    makeAhead: (job) => there.make(job),
    close: () => there.close(),
  };
}

/** A thread that makes years, in the order in which they are given to it. */
class OtherThread {
  /** How many it has been given and not answered. */
  jobs = 0;
  private readonly worker: Worker;
  private readonly waiting: { resolve: (made: MadeYear) => void; reject: (error: Error) => void }[] = [];

  constructor(workerData: WorkerHands) {
    const resourceLimits = { maxYoungGenerationSizeMb: 4 };
    this.worker = new Worker(new URL('./year-worker.js', import.meta.url), { workerData, resourceLimits });
    this.worker.on('message', (answer: WorkerAnswer) => {
      this.jobs--;
      const { resolve, reject } = this.waiting.shift()!;
      if ('made' in answer) resolve(answer.made);
      else reject(revive(answer.failure));
    });
    this.worker.on('error', (error) => {
      for (const { reject } of this.waiting.splice(0)) reject(error);
    });
  }

  make(job: YearJob): Promise<MadeYear> {
    this.jobs++;
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(job);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/** The error that a worker told of. */
function revive({ message, code, details }: WorkerFailure): Error {
  return code === undefined ? new Error(message) : new PluvioError(code, message, details);
}
