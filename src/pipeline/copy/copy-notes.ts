import { createHash } from 'node:crypto';
import type { FileNotes } from '../../domain/run/journal.js';
import type { Entry, ReadResult } from '../../domain/storage/store.js';
import { dateStepS, FINE_STEP_S, isDateProof, type ReadAt } from '../ingest/clocks/date-proof.js';

export type ReadFile = Extract<ReadResult, { readonly error?: undefined }>;

/** How the journal knows files that were copied: by their date where that tells them from what is written later, else by their content. */
export class CopyNotes {
  constructor(
    private readonly copied: FileNotes,
    private readonly at: ReadAt,
  ) {}

  /** Big files are not held, so that those without a date that tells are copied again. */
  of(entry: Entry, bytes?: Uint8Array): Entry {
    return isDateProof(entry, this.at) ? entry : { ...entry, modifiedS: bytes && markOf(bytes) };
  }

  /** Those of the files whose content was not copied before. */
  changed(read: readonly ReadFile[]): ReadFile[] {
    const doubtful = read.filter(({ entry }) => this.mayBeMarked(entry));
    if (doubtful.length === 0) return [...read];
    const marks = doubtful.map(({ entry, bytes }) => ({ ...entry, modifiedS: markOf(bytes) }));
    const known = new Set(this.copied.known(marks).map(({ path }) => path));
    return read.filter(({ entry }) => !known.has(entry.path));
  }

  private mayBeMarked(entry: Entry): boolean {
    return !isDateProof(entry, this.at) || dateStepS(entry.modifiedS!) > FINE_STEP_S;
  }
}

/** A number below 0 that stands for a file's content, and is no date. */
function markOf(bytes: Uint8Array): number {
  return -1 - createHash('sha256').update(bytes).digest().readUIntBE(0, 6);
}
