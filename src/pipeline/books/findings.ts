import type { GaugeNames, Reporting } from '../context.js';
import type { Counter, ForeignLabel } from './ledger.js';

/** What was read as it stands, and may be wrong all the same. */
export interface Findings {
  /** Readings in a gauge's folder that carry a name of another wanted gauge, whosever they were taken for. */
  readonly misplaced: number;
  /** Gauges whose tips look like the state of a counter. */
  readonly counters: number;
}

export interface FoundInBooks {
  readonly foreignLabels: readonly ForeignLabel[];
  readonly counters: readonly Counter[];
}

/** The wanted gauge that a foreign label is a name of; undefined where it is nobody's. */
export function ownerOf({ gauge, label }: ForeignLabel, { byLabel }: GaugeNames['index']): string | undefined {
  const owner = byLabel.get(label)?.name;
  return owner === gauge ? undefined : owner;
}

/** Warns of labels that are not the gauge's own, and of tips that look like a counter's; gives what weighs. */
export function tellFindings(
  { foreignLabels, counters }: FoundInBooks,
  { index, report }: GaugeNames & Reporting,
): Findings {
  let misplaced = 0;
  for (const foreign of foreignLabels) {
    const { gauge, label, readings, firstSource } = foreign;
    const owner = ownerOf(foreign, index);
    const isOwn = index.byLabel.get(label)?.name === gauge;
    if (owner !== undefined || isOwn) misplaced += readings;
    report({ type: 'foreign-label', gauge, label, readings, file: firstSource, owner, isOwn });
  }
  for (const { gauge, source } of counters) report({ type: 'counter', gauge, file: source });
  return { misplaced, counters: counters.length };
}
