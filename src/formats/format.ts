import type { CoverageRun } from '../analyses/coverage.js';
import type { Columns, KeptColumn } from '../domain/columns.js';
import type { Curve, WantedGauge } from '../domain/network.js';
import type { Fingerprint, OutputFolder } from '../domain/output-folder.js';
import type { YearBucket } from '../domain/readings/reading.js';
import type { MatrixColumn } from './mtx/matrix-market.js';
import type { SeriesRows } from './series-rows.js';

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
}

/** A matrix of one UTC year: a column per gauge, a row per minute. */
export interface RainMatrix {
  readonly year: number;
  readonly columns: readonly RainColumn[];
}

/** One gauge's readings of a year in time order, and their coverage. */
export interface GaugeSeries {
  readonly gauge: Pick<WantedGauge, 'name' | 'curve' | 'intervalS'>;
  readonly bucket: Pick<YearBucket, 'count'> & Columns<KeptColumn>;
  readonly runs: readonly CoverageRun[];
}

/** Writes a file under its temporary name. Its bytes are a function of the content alone. */
type Write<Content> = (content: Content, out: OutputFolder, path: string) => Fingerprint | Promise<Fingerprint>;

/**
 * An output format; it holds matrices or series. Paths are relative to the output folder. Memory of a write: one gauge's
 * year, and the wet minutes of the network.
 */
export interface Format {
  /** As `--formats` names it. */
  readonly name: string;
  /** What it holds, for help. */
  readonly holds: string;
  readonly matrix?: {
    /** Where a gauge's own matrix lies; undefined where the format is for the network alone. */
    readonly yearPath?: (gauge: string, year: number) => string;
    readonly networkPath: (year: number) => string;
    readonly write: Write<RainMatrix>;
  };
  readonly series?: {
    readonly yearPath: (gauge: string, year: number) => string;
    readonly write: Write<GaugeSeries>;
  };
}

/** Where a format lies for a gauge's year; undefined where it has no such file. */
export function yearPathOf({ matrix, series }: Format, gauge: string, year: number): string | undefined {
  return matrix?.yearPath?.(gauge, year) ?? series?.yearPath(gauge, year);
}
