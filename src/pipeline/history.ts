import type { Entry, Store } from '../domain/store.js';
import type { RunContext } from './context.js';
import { listRaw, RawReader, rawFolders, type RawFolder } from './raw-source.js';
import { publishNetwork } from './network.js';
import { processUnit, type FolderOutcome, type UnitOutcome, type YearOutcome } from './unit.js';
import { summarize, type RunSummary } from './summary.js';

export interface HistoryOptions {
  /** Where the raw files lie. */
  readonly source: Store;
  /** Delete raw files whose every line is published and read back. */
  readonly deleteRaw: boolean;
}

/** Raw files that wait for the network matrices before they are deleted; more than this are not held in memory. */
const MOST_WAITING_DELETES = 20_000;

/**
 * The whole job over what lies in the source now, gauge by gauge: fetch, pipeline, publish, verify; then the network
 * matrices of the years concerned, and only then the deletes. `init` and `update` are both this: what is published
 * already is the ground that new readings are added to.
 */
export async function processHistory({ source, deleteRaw }: HistoryOptions, context: RunContext): Promise<RunSummary> {
  const outcomes: FolderOutcome[] = [];
  const deletes = { removed: 0, refused: 0 };
  let years: YearOutcome[] = [];
  let deletable: Entry[] = [];
  const settleUp = async (): Promise<number> => {
    await publishNetwork(years, context);
    const { removed, refused } = await deleteFiles(source, deletable, context);
    deletes.removed += removed;
    deletes.refused += refused;
    years = [];
    deletable = [];
    return removed;
  };
  for (const folder of rawFolders(context.gauges)) {
    for (let again = true; again;) {
      const { entries, complete } = await listRaw(source, folder, context);
      const { outcome, settled } = await processFolder(folder, entries, source, context);
      outcomes.push(outcome);
      years.push(...outcome.unit.years);
      if (deleteRaw) deletable.push(...settled);
      // A listing that the server cut short is worked in parts, as long as deleting makes it shorter.
      again = !complete && (await settleUp()) > 0;
      if (deletable.length > MOST_WAITING_DELETES) await settleUp();
    }
  }
  await settleUp();
  return summarize(outcomes, deletes);
}

async function processFolder(
  folder: RawFolder,
  entries: readonly Entry[],
  source: Store,
  context: RunContext,
): Promise<{ outcome: FolderOutcome; settled: Entry[] }> {
  const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  context.report({ type: 'gauge-started', gauge: folder.gauge, files: entries.length, sizeBytes });
  const { reader, unit } = await processSteadyFiles(source, folder, entries, context);
  reportForeignLabels(unit, context);
  return {
    outcome: { unit, filesRead: reader.read.length, filesLeft: reader.left.length + entries.length - reader.seen },
    settled: reader.read.filter(({ path }) => unit.ledger.isSettled(path)),
  };
}

/** A growing file was found after its beginning had been read: the work is done again without it. */
class StillGrowing extends Error {
  constructor(readonly files: readonly Entry[]) {
    super('files are still growing');
  }
}

/**
 * Processes files that keep still. A file whose last line has no end is looked at again when all are read: if it has
 * changed, that line was half a line, and the work is done again without the file, before anything of it took its name.
 */
async function processSteadyFiles(
  store: Store,
  folder: RawFolder,
  entries: readonly Entry[],
  context: RunContext,
): Promise<{ reader: RawReader; unit: UnitOutcome }> {
  const growing = new Set<string>();
  for (;;) {
    const reader = new RawReader(store, folder, context);
    const steady = entries.filter(({ path }) => !growing.has(path));
    const chunks = async function* (): ReturnType<RawReader['chunks']> {
      yield* reader.chunks(steady);
      const changed = await changedFiles(store, reader.unterminated);
      if (changed.length > 0) throw new StillGrowing(changed);
    };
    try {
      return { reader, unit: await processUnit(chunks(), context) };
    } catch (error) {
      if (!(error instanceof StillGrowing)) throw error;
      for (const { path } of error.files) {
        growing.add(path);
        context.report({ type: 'file-left', file: path, why: 'it is still growing' });
      }
    }
  }
}

async function changedFiles(store: Store, entries: readonly Entry[]): Promise<Entry[]> {
  if (entries.length === 0) return [];
  const now = await store.statMany(entries.map(({ path }) => path));
  return entries.filter((entry, i) => now[i] === undefined || now[i].sizeBytes !== entry.sizeBytes);
}

async function deleteFiles(
  store: Store,
  entries: readonly Entry[],
  context: RunContext,
): Promise<{ removed: number; refused: number }> {
  let removed = 0;
  let refused = 0;
  if (entries.length === 0) return { removed, refused };
  for await (const result of store.removeMany(entries)) {
    context.passing('raw-deleted');
    if (result.outcome === 'removed') removed++;
    else if (result.outcome === 'changed')
      context.report({ type: 'file-left', file: result.entry.path, why: 'it changed after it was read' });
    else if (result.outcome === 'refused') {
      refused++;
      context.report({ type: 'delete-refused', file: result.entry.path, why: result.error.message });
    }
  }
  context.report({ type: 'raw-deleted', files: removed });
  return { removed, refused };
}

function reportForeignLabels({ ledger }: UnitOutcome, context: RunContext): void {
  for (const { gauge, label, readings, firstSource } of ledger.foreignLabels) {
    context.report({ type: 'foreign-label', gauge, label, readings, file: firstSource });
  }
}
