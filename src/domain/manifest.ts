import type { Curve } from './history/curve.js';
import type { UnknownKind } from './history/rain-history.js';

/** Evenly spaced stamps: the first, the step to the next, and how many there are. */
export type StampRun = readonly [firstS: number, stepS: number, count: number];

/** A file of a manifest. */
export interface ManifestFile {
  /** Without a `/`: beside the manifest; with one: relative to the output folder. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A gauge's usual interval in a year. */
export interface UsualInterval {
  /** Seconds; null where the year has too few readings to tell. */
  readonly usualS: number | null;
  /** Whether the gauges table gave it, or the readings told it. */
  readonly from: 'table' | 'readings';
}

/** Rows of dated tables, as far as a year's readings were made by them. Moments are Unix seconds; null: before all of them, or still. */
export interface TableRows {
  /** Ascending; each until the next. */
  readonly calibration: readonly (Curve & { readonly fromS: number | null })[];
  /** Usual intervals that the gauges table gives, likewise; null where the readings tell. */
  readonly intervals: readonly { readonly fromS: number | null; readonly intervalS: number | null }[];
  /** Interventions that make the rain of some readings unknown, half-open. */
  readonly interventions: readonly {
    readonly kind: UnknownKind;
    readonly startS: number;
    readonly endS: number | null;
  }[];
}

/**
 * `<gauge>_manifest_<year>.json`: what a published year is made of. It is a function of the readings received and the
 * settings alone (no clock, no host), so that the same input gives the same bytes.
 */
export interface Manifest {
  readonly software: { readonly name: 'pluvio'; readonly version: string };
  /** Version of this layout. */
  readonly format: 1;
  readonly gauge: string;
  readonly year: number;
  readonly readings: number;
  /** Stamps of the first and last reading, Unix seconds; null in an empty year. */
  readonly firstS: number | null;
  readonly lastS: number | null;
  readonly wetMinutes: number;
  /** mm, at most 6 decimals. */
  readonly rainMm: number;
  /** null where several are valid within the year's readings: see `tables`. */
  readonly calibration: Curve | null;
  /** The rows that made the year, and the sha256 of them as JSON; there where it is not one curve and interval, and all is known. */
  readonly tables?: TableRows & { readonly sha256: string };
  /** What coverage was told by; not there in what version 0.1 published, whose coverage went by another rule. */
  readonly interval?: UsualInterval;
  /** What amounts count, where that is no tip. */
  readonly unit?: '0.001 mm';
  /** Over all runs that changed this year: `linesRead = kept + duplicates + conflicts + quarantined`. */
  readonly accounting: {
    readonly linesRead: number;
    readonly kept: number;
    readonly duplicates: number;
    readonly conflicts: number;
    readonly quarantined: number;
  };
  /** Sorted by name. */
  readonly files: readonly ManifestFile[];
  /**
   * Stamps, Unix seconds, of readings that stand here by a last line without an end, as `[first, step, count]` of evenly spaced
   * ones; there where there are any. The whole line takes the place of such a reading when it comes.
   */
  readonly provisional?: readonly StampRun[];
  /** By stamp, of those whose values do not tell it: what the line says behind label and stamp, field by field. */
  readonly provisionalText?: Readonly<Record<string, readonly string[]>>;
  /** There where the series have a row for every minute, `na` where nothing was received. */
  readonly fill?: 'na';
  /** There where `pluvio convert` made the files of what was published; it may replace them. */
  readonly converted?: true;
}

/** The interval that the gauges table gave for a year, seconds; undefined where it gave none. */
export function givenInterval(interval: UsualInterval | undefined): number | undefined {
  return interval?.from === 'table' ? (interval.usualS ?? undefined) : undefined;
}
