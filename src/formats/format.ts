import type { CoverageRun } from '../analyses/coverage.js';
import type { Columns, KeptColumn } from '../domain/columns.js';
import type { Curve, WantedGauge } from '../domain/network.js';
import type { Fingerprint, OutputFolder } from '../domain/storage/output-folder.js';
import type { YearPart } from '../domain/paths.js';
import type { YearBucket } from '../domain/readings/reading.js';
import type { Buffers } from './buffers.js';
import type { MatrixColumn } from './mtx/matrix-market.js';
import type { OpenedSeries } from './opened.js';
import type { SeriesRows } from './series-rows.js';
import type { StoredFile } from './stored-file.js';

/** A gauge's column of a year's matrix, with what was observed and what is known of the gauge. */
export interface RainColumn extends MatrixColumn {
  /** The runs in which readings came; [] where that is not known. */
  readonly runs: readonly CoverageRun[];
  /** WGS84 degrees, undefined where not known. */
  readonly lon: number | undefined;
  readonly lat: number | undefined;
  /** null where it is not known. */
  readonly curve: Curve | null;
  /** The gauge's readings of the year as received, in time order. Read anew at each call. */
  readonly readings: () => Iterable<SeriesRows> | AsyncIterable<SeriesRows>;
  /** What quality tests doubt, where flags are published of the gauge. */
  readonly flagged?: readonly FlaggedTime[];
}

/** A stretch `(startS, endS]` that a quality test doubts, and the bit of the test. */
export interface FlaggedTime {
  readonly startS: number;
  readonly endS: number;
  readonly mask: number;
}

/** Bits of quality tests by their names, in their order. */
export interface FlagBits {
  readonly names: readonly string[];
  readonly masks: readonly number[];
}

/** A matrix of one UTC year: a column per gauge, a row per minute. */
export interface RainMatrix {
  readonly year: number;
  readonly columns: readonly RainColumn[];
  /** What the bits of flagged time mean; there where flags are published of a gauge. */
  readonly flagBits?: FlagBits;
}

/** One gauge's readings of a year in time order, and their coverage. */
export interface GaugeSeries {
  readonly gauge: Pick<WantedGauge, 'name' | 'curve' | 'intervalS' | 'history'>;
  readonly bucket: Pick<YearBucket, 'count'> & Columns<KeptColumn>;
  readonly runs: readonly CoverageRun[];
  /** The interval of the first reading, seconds, where that is known. */
  readonly usualS?: number | undefined;
  /** Used again from file to file, where many are written. Default: new ones. */
  readonly buffers?: Buffers | undefined;
}

/** Writes a file under its temporary name. Its bytes are a function of the content alone. */
type Write<Content> = (content: Content, out: OutputFolder, path: string) => Fingerprint | Promise<Fingerprint>;

/** One of our outputs, opened: the readings of one gauge, or a matrix. */
export type Opened = OpenedSeries | { readonly kind: 'matrix'; readonly matrix: RainMatrix };

/** How files of a format are told, and read back. */
export interface FormatReader {
  /** How they begin, whatever they are called. */
  readonly beginning: Uint8Array;
  /**
   * Opens a file that begins so; undefined where it is of another format that begins likewise. Throws INPUT or DAMAGED, naming
   * the file, where it is not whole.
   */
  readonly open: (file: StoredFile) => Opened | undefined | Promise<Opened | undefined>;
}

/** A format of outputs. */
export interface OutputFormat {
  /** As `--formats` names it. */
  readonly name: string;
  /** What it holds, for help. */
  readonly holds: string;
  readonly read: FormatReader;
}

/**
 * A format that is made beside the CSV files; it holds matrices or series. Paths are relative to the output folder. Memory of a
 * write: one gauge's year, and the wet minutes of the network.
 */
export interface Format extends OutputFormat {
  readonly matrix?: {
    /** Where a gauge's own matrix lies; undefined where the format is for the network alone. */
    readonly yearPath?: (gauge: string, year: YearPart) => string;
    readonly networkPath: (year: YearPart) => string;
    readonly write: Write<RainMatrix>;
  };
  readonly series?: {
    readonly yearPath: (gauge: string, year: YearPart) => string;
    readonly write: Write<GaugeSeries>;
  };
}

/** Where a format lies for a gauge's year; undefined where it has no such file. */
export function yearPathOf({ matrix, series }: Format, gauge: string, year: YearPart): string | undefined {
  return matrix?.yearPath?.(gauge, year) ?? series?.yearPath(gauge, year);
}
