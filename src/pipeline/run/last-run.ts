import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { STATE_FOLDER } from '../../domain/paths.js';
import type { ForeignLabel } from '../books/ledger.js';
import type { RunSummary } from './summary.js';

const PATH = `${STATE_FOLDER}/last-run.json`;

/** What the last runs left to be known of them: an aid for `status` and for the beat of publication. */
export interface LastRun {
  /** When the last one began, Unix seconds. */
  readonly startedS: number;
  /** When one that published began; null where none did. */
  readonly publishedS: number | null;
  /** Labels that were not the gauge's own, by the last run that met one. */
  readonly foreignLabels: readonly ForeignLabel[];
  /** Years that had to wait in the last run that was about their gauge. */
  readonly waiting: readonly { readonly gauge: string; readonly year: number; readonly why: string }[];
}

/** The record in an output folder; undefined where there is none that can be read. */
export function readLastRun(out: OutputFolder): LastRun | undefined {
  const bytes = out.read(PATH);
  if (!bytes) return undefined;
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<LastRun> | null;
    const { startedS, publishedS = null, foreignLabels, waiting } = value ?? {};
    if (typeof startedS !== 'number' || !Array.isArray(foreignLabels) || !Array.isArray(waiting)) return undefined;
    return { startedS, publishedS, foreignLabels, waiting };
  } catch {
    return undefined;
  }
}

/** Whether the beat of publication asks for one now; also where none is known of, or the clock went back. */
export function isPublicationDue(lastRun: LastRun | undefined, nowS: number, everyS: number): boolean {
  const publishedS = lastRun?.publishedS ?? undefined;
  return publishedS === undefined || nowS < publishedS || nowS - publishedS >= everyS;
}

export interface RunNote {
  /** When it began, Unix seconds. */
  readonly nowS: number;
  readonly published: boolean;
  /** Gauges that the run was about. */
  readonly gauges: readonly { readonly name: string }[];
}

/** Adds a finished run to the record: what it says of its gauges replaces what was known of them. */
export function noteRun(out: OutputFolder, summary: RunSummary, { nowS, published, gauges }: RunNote): void {
  const before = readLastRun(out);
  const labels = new Map([...(before?.foreignLabels ?? []), ...summary.foreignLabels].map((l) => [labelKey(l), l]));
  const looked = new Set(gauges.map(({ name }) => name));
  const waiting = summary.gauges.flatMap(({ gauge, years }) =>
    years.flatMap(({ year, waits }) => (waits === undefined ? [] : [{ gauge, year, why: waits }])),
  );
  const record: LastRun = {
    startedS: nowS,
    publishedS: published ? nowS : (before?.publishedS ?? null),
    foreignLabels: [...labels.values()],
    waiting: [...(before?.waiting.filter(({ gauge }) => !looked.has(gauge)) ?? []), ...waiting],
  };
  const staged = out.stage(PATH);
  staged.write(Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
  staged.finish();
  out.commit(PATH);
}

function labelKey({ gauge, label }: ForeignLabel): string {
  return `${gauge}\n${label}`;
}
