import { addTally, emptyTally, type Tally } from '../../domain/readings/audit.js';
import type { RejectReason } from '../../domain/readings/reading.js';
import type { Findings } from '../books/findings.js';
import type { ForeignLabel } from '../books/ledger.js';
import type { Failure, FolderOutcome, YearOutcome } from '../years/process-sources.js';

/** A gauge's year, as the end of a run tells it. */
export interface YearSummary {
  readonly year: number;
  readonly readings: number;
  /** New in this run. */
  readonly kept: number;
  readonly wetMinutes: number;
  readonly rainMm: number;
  readonly changed: boolean;
  /** Why it waits, where it does. */
  readonly waits: string | undefined;
}

/** What a run did: printed at its end, and with `--json` on stdout. */
export interface RunSummary {
  readonly total: Readonly<Tally>;
  readonly gauges: readonly {
    readonly gauge: string;
    readonly tally: Readonly<Tally>;
    readonly years: readonly YearSummary[];
  }[];
  /** Readings published before, and taken back: halves of lines that cannot be used. Each is a duplicate of its whole line. */
  readonly withdrawn: number;
  /** Rejected lines by reason. */
  readonly rejected: Partial<Record<RejectReason, number>>;
  readonly foreignLabels: readonly ForeignLabel[];
  readonly findings: Findings;
  /** Lines of gauges that are not wanted, by their folder or label; the first 50 of them. */
  readonly others: Readonly<Record<string, number>>;
  readonly files: {
    readonly read: number;
    /** Of those that were read; `run` does not count them. */
    readonly bytes?: number;
    /** Changing, or gone: the next run's. */
    readonly waiting: number;
    /** Read, not done with, and left where they are. */
    readonly left: number;
    readonly deleted: number;
    /** Done with, and kept until they are old enough to be deleted. */
    readonly young: number;
    readonly deletesRefused: number;
  };
  /** Files and gauges that failed alone: the next run tries them again. */
  readonly failed: readonly Failure[];
  /** What is wrong with this machine's clock, where something seems to be: then nothing was deleted. */
  readonly clock: string | null;
  /** Years that wait for somebody to mend what is published. */
  readonly waiting: number;
}

/** What a run knows in its end. */
export interface RunEnds {
  readonly removed: number;
  readonly refused: number;
  readonly young: number;
  readonly left: number;
  readonly failed: readonly Failure[];
  readonly clock: string | undefined;
}

export function summarize(outcomes: readonly FolderOutcome[], ends: RunEnds): RunSummary {
  const total = emptyTally();
  const tallies = new Map<string, Tally>();
  const years = new Map<string, Map<number, YearSummary>>();
  const rejected: Partial<Record<RejectReason, number>> = {};
  for (const { unit } of outcomes) {
    for (const [gauge, tally] of unit.ledger.byGauge) {
      addTally(total, tally);
      const sum = tallies.get(gauge) ?? emptyTally();
      addTally(sum, tally);
      tallies.set(gauge, sum);
    }
    for (const year of unit.years) {
      const ofGauge = years.get(year.gauge) ?? new Map<number, YearSummary>();
      ofGauge.set(year.year, yearSummary(year, ofGauge.get(year.year)));
      years.set(year.gauge, ofGauge);
    }
    for (const [reason, count] of Object.entries(unit.ledger.rejectReasons) as [RejectReason, number][])
      rejected[reason] = (rejected[reason] ?? 0) + count;
  }
  const others = new Map<string, number>();
  for (const { unit } of outcomes)
    for (const [label, lines] of Object.entries(unit.ledger.others))
      others.set(label, (others.get(label) ?? 0) + lines);
  const found = (key: keyof Findings): number => outcomes.reduce((n, { findings }) => n + findings[key], 0);
  const sum = (key: 'filesRead' | 'filesWaiting'): number => outcomes.reduce((n, outcome) => n + outcome[key], 0);
  const gauges = [...new Set([...tallies.keys(), ...years.keys()])].filter((gauge) => gauge !== '');
  return {
    total,
    gauges: gauges.map((gauge) => ({
      gauge,
      tally: tallies.get(gauge) ?? emptyTally(),
      years: [...(years.get(gauge)?.values() ?? [])].sort((a, b) => a.year - b.year),
    })),
    withdrawn: outcomes.flatMap(({ unit }) => unit.years).reduce((sum, year) => sum + year.withdrawn, 0),
    rejected,
    foreignLabels: outcomes.flatMap(({ unit }) => unit.ledger.foreignLabels),
    findings: { misplaced: found('misplaced'), counters: found('counters') },
    others: Object.fromEntries(others),
    files: {
      read: sum('filesRead'),
      ...bytesOf(outcomes),
      waiting: sum('filesWaiting'),
      left: ends.left,
      deleted: ends.removed,
      young: ends.young,
      deletesRefused: ends.refused,
    },
    failed: [...outcomes.flatMap(({ failed }) => failed), ...ends.failed],
    clock: ends.clock ?? null,
    waiting: outcomes.flatMap(({ unit }) => unit.years).filter(({ waits }) => waits !== undefined).length,
  };
}

function bytesOf(outcomes: readonly FolderOutcome[]): { bytes: number } | undefined {
  let bytes = 0;
  for (const { bytesRead } of outcomes) {
    if (bytesRead === undefined) return undefined;
    bytes += bytesRead;
  }
  return { bytes };
}

function yearSummary(
  { year, manifest, kept, changed, waits }: YearOutcome,
  before: YearSummary | undefined,
): YearSummary {
  return {
    year,
    readings: manifest?.readings ?? before?.readings ?? 0,
    kept: kept + (before?.kept ?? 0),
    wetMinutes: manifest?.wetMinutes ?? 0,
    rainMm: manifest?.rainMm ?? 0,
    changed: changed || (before?.changed ?? false),
    waits: waits?.message,
  };
}
