import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { STATE_FOLDER } from '../../domain/paths.js';
import { writeState } from '../publish/state-file.js';

const PATH = `${STATE_FOLDER}/processes.json`;

/** When a process ran last, and how it ended. */
export interface ProcessNote {
  /** Unix seconds. */
  readonly startedS: number;
  /** null: it is at work, or was killed. */
  readonly endedS: number | null;
  /** The exit code that the run, or the round, came to. */
  readonly exit: number | null;
  /** Why, where it failed. */
  readonly why: string | null;
}

export type ProcessName = 'copy' | 'init' | 'update';

export type ProcessNotes = Partial<Record<ProcessName, ProcessNote>>;

/** What the processes noted in an output folder; nothing where there is none that can be read. */
export function readProcesses(out: Pick<OutputFolder, 'read'>): ProcessNotes {
  const bytes = out.read(PATH);
  if (!bytes) return {};
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, Partial<ProcessNote> | null> | null;
    const known = Object.entries(value ?? {}).filter(([, note]) => typeof note?.startedS === 'number');
    return Object.fromEntries(known);
  } catch {
    return {};
  }
}

export function noteProcess(out: OutputFolder, name: ProcessName, note: ProcessNote): void {
  writeState(out, PATH, { ...readProcesses(out), [name]: note });
}
