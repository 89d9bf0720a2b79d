import { EXIT, exitCodeOf, messageOf } from '../../../domain/errors.js';
import { noteProcess, type ProcessName, type ProcessNote } from '../../../pipeline/run/process-notes.js';
import { openOutputFolder } from '../../../stores/output-folder.js';
import type { Host } from '../../host/host.js';

/** A process whose course is noted in an output folder. */
interface Noted<T> {
  readonly name: ProcessName;
  readonly out: string;
  /** The exit code of what it gives; done where that is not said. */
  readonly exitOf?: (result: T) => number;
}

/**
 * Runs a process, and notes for `status` when it began and how it ended. Where that cannot be noted, the work says why soon
 * enough.
 */
export async function noted<T>(
  { name, out, exitOf = () => EXIT.done }: Noted<T>,
  { nowS }: Pick<Host, 'nowS'>,
  work: () => Promise<T>,
): Promise<T> {
  const folder = openOutputFolder(out, { durable: false });
  const startedS = nowS();
  const note = (more: Omit<ProcessNote, 'startedS'>): void => {
    try {
      noteProcess(folder, name, { startedS, ...more });
    } catch {
      // Notes are for looking at: the work itself tells of a disk that refuses.
    }
  };
  note({ endedS: null, exit: null, why: null });
  try {
    const result = await work();
    note({ endedS: nowS(), exit: exitOf(result), why: null });
    return result;
  } catch (error) {
    note({ endedS: nowS(), exit: exitCodeOf(error), why: messageOf(error) });
    throw error;
  }
}
