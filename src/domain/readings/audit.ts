import type { Reject, Source } from './reading.js';

/** Where the lines of one gauge (or of none) went. */
export interface Tally {
  linesRead: number;
  kept: number;
  duplicates: number;
  conflicts: number;
  quarantined: number;
  filteredOut: number;
  /** Of the readings, those whose wind or battery was no number and is missing now: beside the sum, not part of it. */
  mended: number;
}

export function emptyTally(): Tally {
  return { linesRead: 0, kept: 0, duplicates: 0, conflicts: 0, quarantined: 0, filteredOut: 0, mended: 0 };
}

/** Adds `more` to `sum` in place. */
export function addTally(sum: Tally, more: Readonly<Tally>): void {
  for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += more[key];
}

/** Whether every line read went somewhere, and only there. */
export function addsUp(tally: Readonly<Tally>): boolean {
  const { linesRead, kept, duplicates, conflicts, quarantined, filteredOut } = tally;
  return linesRead === kept + duplicates + conflicts + quarantined + filteredOut;
}

/**
 * What stages tell about the lines that do not flow on. Stages count nothing themselves: they report here, so that
 * every dropped line is known.
 */
export interface Audit {
  /** `count` lines were read for a gauge; undefined: for none that could be told. */
  read(gauge: string | undefined, count: number): void;
  /** `count` lines of a gauge that is not wanted were passed over; `label` is its folder or label, `sources` had some of them. */
  filteredOut(label: string, count: number, sources: Iterable<Source>): void;
  /** A line of a wanted gauge, or of none that could be told, could not be used. */
  rejected(gauge: string | undefined, reject: Reject): void;
  /** `count` readings in a gauge's folder carried the label of none of its names. */
  foreignLabel(gauge: string, label: string, source: Source, count: number): void;
  /** A reading of a gauge flows on without its wind or battery, which was no number. */
  mended(gauge: string, source: Source): void;
  /** Sources with readings whose label is no name: what it is goes into no output. */
  strangeLabel?(sources: Iterable<Source>): void;
  /** Readings of a source went to a gauge's year. */
  landed(source: Source, gauge: string, year: number): void;
  /** The reading of a source's last line, which has no end, went to a gauge's year: it may be half of a line. */
  provisional(source: Source, gauge: string, stampS: number): void;
  /** A source holds something that is neither a reading nor a rejected line: columns that are not read, say. */
  hasUnread?(source: Source): void;
  /** The tips of a gauge rise and rise, and never fall, up to this source: they look like a counter's state. */
  risingTips?(gauge: string, source: Source): void;
}
