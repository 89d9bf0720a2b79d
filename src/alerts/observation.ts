import type { RainSeries } from '../analyses/series/series.js';

/** A gauge, as far as it is known at one moment; what is undefined is unknown, and opens or closes nothing. */
export interface SeenGauge {
  readonly name: string;
  /** Stamp of its last reading, Unix seconds; null: there is none. */
  readonly lastS: number | null | undefined;
  readonly batteryV: number | undefined;
  /** Its rain of the last days. */
  readonly series: RainSeries | undefined;
  /** Rain of windows is looked at that end after this: what came before was looked at. Unix seconds. */
  readonly sinceS: number;
}

/** What rules look at. */
export interface Observation {
  readonly nowS: number;
  readonly gauges: readonly SeenGauge[];
  /** The last run of the process that publishes; `why` where it failed, `endedS` null while it is at work. */
  readonly run: { readonly startedS: number; readonly endedS: number | null; readonly why: string | null } | undefined;
  readonly freeBytes: number | undefined;
  /** Raw files that are left, or fail. */
  readonly leftFiles: readonly string[] | undefined;
}
