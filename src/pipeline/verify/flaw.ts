import type { Journal, Place as Noted } from '../../domain/run/journal.js';
import type { Fingerprint } from '../../domain/storage/output-folder.js';
import type { Store } from '../../domain/storage/store.js';

/** A copy of what is published: the output folder, or the target. */
export interface Place {
  readonly store: Store;
  /** What the journal knows it as. */
  readonly notedAs: Noted;
}

/** The output folder first, then the target, where there is one. */
export type Places = readonly [Place] | readonly [Place, Place];

/** A file that is not as it was published. */
export interface Flaw {
  readonly place: Place;
  readonly path: string;
  /** `unfinished`: a publication was broken off. */
  readonly what: 'missing' | 'damaged' | 'unfinished';
  readonly why: string;
  /** What it should be, where that is known. */
  readonly expected: Fingerprint | undefined;
}

/** What is looked at, and made again, together. */
export type Part =
  | { readonly kind: 'year'; readonly gauge: string; readonly year: number }
  | { readonly kind: 'network'; readonly year: number }
  /** Totals and the like: of a gauge's year, of its whole record where no year is named, of the network where no gauge is. */
  | { readonly kind: 'tables'; readonly gauge: string | undefined; readonly year: number | undefined }
  /** The table of the last hours. */
  | { readonly kind: 'live' }
  /** undefined: of the lines whose gauge could not be told. */
  | { readonly kind: 'quarantine'; readonly gauge: string | undefined };

/** What was found of a part. */
export interface Checked {
  readonly part: Part;
  readonly flaws: readonly Flaw[];
  readonly files: number;
  readonly sizeBytes: number;
  /** Whether what is here is still to be published. */
  readonly isBehind: boolean;
}

/** How files are looked at. */
export interface Look {
  readonly journal: Journal;
  /** Reads every file and compares its hash; otherwise its size, and the hash where its date is not the one noted. */
  readonly deep: boolean;
  readonly signal: AbortSignal | undefined;
  /** Told of each file that was looked at. */
  readonly onFile?: (sizeBytes: number) => void;
}

/** A name for a part, the same in every run. */
export function partName(part: Part): string {
  if (part.kind === 'quarantine') return `quarantine/${part.gauge ?? ''}`;
  if (part.kind === 'tables') return `tables/${part.gauge ?? ''}/${part.year ?? ''}`;
  if (part.kind === 'live') return 'live';
  return part.kind === 'network' ? `network/${part.year}` : `${part.gauge}/${part.year}`;
}
