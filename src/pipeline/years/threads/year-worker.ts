import { parentPort, workerData } from 'node:worker_threads';
import { PluvioError, type ErrorCode, type ErrorDetails } from '../../../domain/errors.js';
import { openRowKernel } from '../../../formats/csv/row-kernel.js';
import { Buffers } from '../../../formats/buffers.js';
import { SeriesBuffers } from '../../../formats/csv/series-csv.js';
import { makeYear, type MadeYear, type YearJob } from '../make-year.js';
import { YearTable } from '../../../../streams/kernels/settle/year-table.js';
import { take, type Claim } from './claim.js';
import { openOutputFolder } from '../../../stores/output-folder.js';
import { openSharedSpill } from '../../../stores/spill-file.js';

/** What a worker is born with. */
export interface WorkerParts {
  readonly root: string;
  readonly durable: boolean;
  /** Descriptor of the spill. */
  readonly fd: number;
}

/** What went wrong: between threads an error object keeps neither its class nor its fields. */
export interface WorkerFailure {
  readonly message: string;
  /** undefined where it is a bug; the message is then the stack. */
  readonly code: ErrorCode | undefined;
  readonly details: ErrorDetails;
}

/** A job, and who does it: it may be taken back until it is begun. */
export interface WorkerJob {
  readonly job: YearJob;
  readonly claim: Claim;
}

/** What a worker answers to a job: the year, what went wrong, or that it was taken back. */
export type WorkerAnswer =
  { readonly made: MadeYear } | { readonly failure: WorkerFailure } | { readonly takenBack: true };

const { root, durable, fd } = workerData as WorkerParts;
const out = openOutputFolder(root, { durable });
const spill = openSharedSpill(fd);
const table = new YearTable();
const room = new SeriesBuffers(openRowKernel());
const buffers = new Buffers();
const answer = (message: WorkerAnswer): void => parentPort!.postMessage(message);

/** The job before this one: they are done in turn, because they share the table. */
let before = Promise.resolve();

parentPort!.on('message', ({ job, claim }: WorkerJob) => {
  before = before.then(async () => {
    if (!take(claim)) {
      answer({ takenBack: true });
      return;
    }
    try {
      answer({ made: await makeYear(job, { out, spill, table, room, buffers }) });
    } catch (error) {
      answer({ failure: failureOf(error) });
    }
  });
});

function failureOf(error: unknown): WorkerFailure {
  if (!(error instanceof PluvioError))
    return {
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      code: undefined,
      details: {},
    };
  const { message, code, file, line, gauge } = error;
  const details = {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(gauge === undefined ? {} : { gauge }),
  };
  return { message, code, details };
}
