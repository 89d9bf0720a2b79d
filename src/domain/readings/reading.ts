import type { NdArray } from 'ndarray';
import type { BatchColumn, Columns, KeptColumn } from '../columns.js';
import type { HalfReading } from './half.js';
import type { RejectReason } from './reasons.js';

/**
 * What flows between the stages: batches of readings, a typed-array column per field (`COLUMNS`). One reading is one logger
 * line: a stamp (Unix seconds, UTC, at the END of the interval it counts), the tips since the reading before, wind and
 * battery volts (NaN where the line has none).
 */

/** Where bytes come from. */
export interface Source {
  /** The path users are shown and the quarantine keeps: relative to its store, `/`-separated; `stdin` for a pipe. */
  readonly name: string;
  /** The folder that names the gauge; undefined where there is none and the label inside decides. */
  readonly folder: string | undefined;
}

/**
 * A piece of a source, of any length, in order. Sources come one after another. `end` marks a source's last piece; a
 * source that is followed by another without it was broken off: its unfinished last line is not used.
 */
export interface SourceChunk {
  readonly source: Source;
  readonly bytes: Uint8Array;
  readonly end: boolean;
  /**
   * Sources that begin further on in `bytes`, in order. Where there are any, all of them are whole, each ends with a line
   * end or is empty, none begins with the line feed that would join the CR before it, and all lie in folders or none does.
   */
  readonly later?: readonly LaterSource[] | undefined;
}

/** A source whose bytes come behind those of others, and where they start. */
export interface LaterSource {
  readonly source: Source;
  readonly start: number;
}

export type Uint32Column = NdArray<Uint32Array>;
export type Float64Column = NdArray<Float64Array>;

export { column } from '../columns.js';

export type { RejectReason } from './reasons.js';

/** A line that could not be used, whole. */
export interface Reject {
  readonly source: Source;
  /** 1-based. */
  readonly line: number;
  readonly reason: RejectReason;
  /** The line as received, without its line end; over-long lines are cut to their beginning. */
  readonly text: string;
  /** Whether the text is not all of the line: it was cut, or its bytes are no UTF-8 and cannot be told from it again. */
  readonly partial?: true | undefined;
  /** The label it carried, '' where none could be told. */
  readonly label: string;
  /** Stamp of the last reading before it in the same source, or its own where that is credible; Unix seconds. */
  readonly afterS: number | undefined;
}

/** Readings of one piece of a source, or of several small ones, in the order received. All columns have shape `[count]`. */
export interface ReadingBatch extends Columns<BatchColumn> {
  /** That of `bytes[0]`. */
  readonly source: Source;
  /** Sources that begin further on in `bytes`: see `SourceChunk`. */
  readonly later?: readonly LaterSource[] | undefined;
  readonly count: number;
  readonly labels: readonly string[];
  readonly bytes: Uint8Array;
  /** 1-based number, in the source, of the line at `bytes[0]`. */
  readonly firstLine: number;
  /** Lines of this piece that could not be used. `count + rejects.length` is the number of lines read. */
  readonly rejects: readonly Reject[];
  /** Rows, ascending, whose wind or battery was something else than a number, and is NaN. */
  readonly mended?: readonly number[] | undefined;
  /** Whether its source holds something that is no reading and no rejected line: it is not kept anywhere else. */
  readonly hasUnread?: boolean | undefined;
  /** Whether a label that is a name of a gauge comes before the folder: its description says so. */
  readonly labelsTell?: boolean | undefined;
  /** Rows, ascending, whose lines are the last of their sources and have no end: each may be half of a line. */
  readonly provisional?: readonly number[] | undefined;
  /**
   * Tells the maker that the columns are not needed any more and may be filled again. The last to use a batch may call
   * it, once; whoever keeps a batch does not.
   */
  readonly release?: (() => void) | undefined;
}

/** A batch that belongs to one wanted gauge. */
export interface GaugeBatch extends ReadingBatch {
  readonly gauge: string;
}

/** A batch with calibrated rain. */
export interface CalibratedBatch extends GaugeBatch, Columns<KeptColumn> {}

/** One gauge's readings of one UTC year: sorted by time, one reading per stamp. All columns have shape `[count]`. */
export interface YearBucket extends Columns<KeptColumn> {
  readonly gauge: string;
  readonly year: number;
  readonly count: number;
  readonly tally: YearTally;
  /** Places, in the order received, of the readings that lost to another one with the same stamp; ascending. */
  readonly conflictPlaces: Uint32Array;
  /** Their lines, in that order; read lazily. */
  readonly conflicts: () => Iterable<Reject>;
  /** Readings that stand here by a last line without an end alone, ascending. */
  readonly provisional: readonly HalfReading[];
  /** Whether a reading, also one published before, gave way to another one because its line has no end. */
  readonly replaced: boolean;
}

/** What became of a year's readings in this run. `received = kept + duplicates + conflicts`. */
export interface YearTally {
  /** Readings that came in for this year in this run. */
  readonly received: number;
  /** Readings that were already published before this run. */
  readonly published: number;
  /** New ones: the bucket holds `published + kept - withdrawn`. */
  readonly kept: number;
  readonly duplicates: number;
  readonly conflicts: number;
  /** Of those published, the halves of lines that turned out to be of no use: they stand no longer. */
  readonly withdrawn: number;
}

/** The non-zero minutes of a gauge's year. Columns have shape `[count]`, sorted by row, no row twice. */
export interface Triplets {
  readonly count: number;
  /** 1-based minute of the UTC year. */
  readonly row: Uint32Column;
  /** 1-based gauge column. */
  readonly col: Uint32Column;
  /** mm in that minute, rounded to 6 decimals. */
  readonly valueMm: Float64Column;
  /** Minutes of the year × gauges. */
  readonly shape: readonly [number, number];
}

/** What the last stage hands on: the year and its matrix. */
export interface YearMatrix extends YearBucket {
  readonly triplets: Triplets;
}
