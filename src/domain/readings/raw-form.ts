import type { AmountUnit } from './amount-unit.js';
import type { ReadingBatch, Source, SourceChunk } from './reading.js';

/** Stamps outside are clock faults, Unix seconds. */
export interface StampRules {
  readonly notBeforeS: number;
  readonly notAfterS: number;
}

/** Pieces of sources in, batches of readings and rejected lines out; it keeps what it needs from one piece to the next. */
export type RawParser = (chunk: SourceChunk) => ReadingBatch[];

/** A form of raw files that is not the network's own line. */
export interface RawForm {
  readonly name: string;
  readonly unit: AmountUnit;
  /** Depth that the form itself gives a tip, mm; undefined where the gauges table says it. */
  readonly tipMm: number | undefined;
  /** Whether a file that begins so is surely of this form. */
  readonly recognizes: (head: Uint8Array) => boolean;
  /** A parser for any number of sources, one after the other. */
  readonly open: (rules: StampRules) => RawParser;
}

/** Which form a source has, by where it comes from and how it begins; undefined: the network's own line. */
export type ChooseForm = (source: Source, head: Uint8Array) => Pick<RawForm, 'open'> | undefined;

/** The depth of which amounts in thousandths of a millimetre are counts, mm. */
export const THOUSANDTH_MM = 0.001;
