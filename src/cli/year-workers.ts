import os from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { PluvioError } from '../domain/errors.js';
import type { Reject } from '../domain/reading.js';
import type { OutputFolder } from '../domain/output-folder.js';
import { makerInThisThread, type MadeYear, type YearJob, type YearMaker } from '../pipeline/make-year.js';
import type { RunSpill } from '../pipeline/context.js';
import type { WorkerAnswer, WorkerFailure, WorkerHands } from './year-worker.js';

/** Rows from which starting a thread pays. */
const WORTH_ROWS = 400_000;

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
  const resourceLimits = { maxYoungGenerationSizeMb: 4 };
  const worker = new Worker(new URL('./year-worker.js', import.meta.url), { workerData, resourceLimits });
  const here = makerInThisThread(out, spill);
  let workerIsFree = true;
  return {
    parallel: 2,
    make: async (job, onConflict) => {
      if (!workerIsFree) {
        // A year made here never lets go of the thread: the other one's answers are heard before it begins.
        await setImmediate();
        return here.make(job, onConflict);
      }
      workerIsFree = false;
      try {
        return await ask(worker, job, onConflict);
      } finally {
        workerIsFree = true;
      }
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

function ask(worker: Worker, job: YearJob, onConflict: (reject: Reject) => void): Promise<MadeYear> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onAnswer);
      worker.off('error', onError);
    };
    const onAnswer = (answer: WorkerAnswer): void => {
      if ('conflicts' in answer) answer.conflicts.forEach(onConflict);
      else {
        settle();
        if ('made' in answer) resolve(answer.made);
        else reject(revive(answer.failure));
      }
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    worker.on('message', onAnswer);
    worker.on('error', onError);
    worker.postMessage(job);
  });
}

/** The error that a worker told of. */
function revive({ message, code, details }: WorkerFailure): Error {
  return code === undefined ? new Error(message) : new PluvioError(code, message, details);
}
