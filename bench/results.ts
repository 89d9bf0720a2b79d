/** Figures of one contestant in one case. Names carry their units; a figure that is not known is left out. */
export interface Row {
  /** What was done: `10 years`, `20,000 files`. */
  readonly case: string;
  /** Who did it. */
  readonly who: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** How a figure is shown. */
export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly decimals: number;
}

/** What a section found. */
export interface SectionResult {
  readonly name: string;
  readonly title: string;
  /** How it was measured, in sentences. */
  readonly method: string;
  readonly figures: readonly Figure[];
  /** The figure that the plot shows. */
  readonly plotted: string;
  readonly rows: readonly Row[];
  /** Who or what was left out, and why. */
  readonly skipped: readonly string[];
}

/** The JSON of a benchmark run. */
export interface BenchResults {
  /** Layout of this file. */
  readonly format: 1;
  readonly startedAt: string;
  readonly command: string;
  readonly machine: Readonly<Record<string, string>>;
  /** Versions and settings, by contestant or tool. */
  readonly versions: Readonly<Record<string, string>>;
  /** Contestants that could not run here, and why. */
  readonly skipped: readonly string[];
  readonly sections: readonly SectionResult[];
}

export const WALL: Figure = { name: 'wallS', title: 'wall s', decimals: 2 };
export const RATE: Figure = { name: 'mReadingsPerS', title: 'M readings/s', decimals: 2 };
export const RATIO: Figure = { name: 'ratioToDuckdb', title: '× DuckDB', decimals: 2 };
export const PEAK: Figure = { name: 'peakMb', title: 'peak MB', decimals: 0 };
