/** A description that a file may be read with. */
export interface Proposal {
  /** The name of a built-in format; undefined for one that was put together. */
  readonly builtIn: string | undefined;
  readonly toml: string;
  /** Why it is so. */
  readonly reasons: readonly string[];
  /** What is not sure, and is to be looked at before anything is read with it. */
  readonly doubts: readonly string[];
}

/** A share of lines that must fit. */
export const LEAST_FIT = 0.9;

export const NO_ZONE =
  'the times show no zone: they are taken for UTC; put zone = "+01:00", or such as "Europe/Paris", if they are local';
export const NO_DEPTH =
  'the depth of a tip is not said: it is that of the gauges table, 0.2 mm without one; tips of 0.01 inch are value = { tip_mm = 0.254 }';
