import type { Curve } from './network.js';

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
  readonly calibration: Curve | null;
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
