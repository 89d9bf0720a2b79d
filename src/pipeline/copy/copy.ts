import { failsAlone } from '../../domain/errors.js';
import { foldersOf } from '../../domain/network.js';
import { inReceivedOrder } from '../../raw/received-order.js';
import { rawFolders } from '../ingest/raw-source.js';
import { TEMP_SUFFIX, type Entry, type Store } from '../../domain/storage/store.js';
import type { RunEvent } from '../context.js';
import { copyFiles, type CopyOptions } from './copy-files.js';
import { CopyNotes } from './copy-notes.js';
import { newestDateS } from '../ingest/clocks/date-proof.js';
import { listDeep } from '../ingest/list-raw.js';
import { doubtfulFromS } from '../ingest/clocks/set-back.js';
import { withDates } from '../ingest/with-dates.js';
import { recovering } from '../publish/recovering.js';

/** What became of the files of one gauge's folder. */
export interface CopyOutcome {
  readonly gauge: string;
  readonly listed: number;
  readonly copied: number;
  readonly copiedBytes: number;
  /** Copied in an earlier round, or lying there already. */
  readonly before: number;
  /** Too young, changing, or gone: the next round's. */
  readonly waiting: number;
  /** Those of the waiting ones that have not kept still for the settling time yet. */
  readonly young: number;
  readonly settleS: number;
  /** What failed alone, and why; the next round tries it again. */
  readonly failed: readonly { readonly what: string; readonly why: string }[];
  /** False where the server cut its listing and it could not be completed. */
  readonly complete: boolean;
}

/**
 * Process 0: copies the wanted gauges' raw files from one store to another, each once. A file takes its name only when
 * it is whole; one that is still changing waits; one that has changed since it was copied, by size or date, is copied again. What
 * was copied is noted in the journal, because the copy may be gone: worked off and deleted. Where a server tells no date of a
 * file, its content is looked at in every round. Without the journal files are copied again, which makes duplicates, and loses
 * nothing. What fails alone, a file or a gauge's folder, is left alone.
 */
export async function copyRaw(options: CopyOptions): Promise<CopyOutcome[]> {
  const outcomes: CopyOutcome[] = [];
  for (const { gauge: name, path } of rawFolders(options.gauges)) {
    if (path === '') continue;
    try {
      outcomes.push(await copyFolder(name, path, options));
    } catch (error) {
      if (!failsAlone(error)) throw error;
      const { message: why, code } = error;
      options.report({ type: 'gauge-failed', gauge: name, why, code });
      const nothing = {
        listed: 0,
        copied: 0,
        copiedBytes: 0,
        before: 0,
        waiting: 0,
        young: 0,
        settleS: options.settleS,
        complete: false,
      };
      outcomes.push({ gauge: name, ...nothing, failed: [{ what: name, why }] });
    }
  }
  return outcomes;
}

async function copyFolder(name: string, folder: string, options: CopyOptions): Promise<CopyOutcome> {
  const { journal, report, dryRun } = options;
  // A dry run only looks.
  const [from, to] = dryRun ? [options.from, options.to] : [recovering(options.from), recovering(options.to)];
  const isGaugeFolder = (path: string): boolean => options.gauges.some((other) => foldersOf(other).includes(path));
  report({ type: 'listing', gauge: name });
  const { entries: listed, complete, isMissing } = await listDeep(from, folder, { report, isGaugeFolder });
  const entries = inReceivedOrder(
    await withDates(
      from,
      listed.filter(({ path }) => !path.endsWith(TEMP_SUFFIX)),
    ),
    ({ path }) => path,
  );
  const there = await to.list(folder);
  if (isMissing) report({ type: 'folder-missing', gauge: name, folder, had: there.isMissing !== true });
  if (!dryRun) await removeStale(to, there.entries, report);
  const clocksOf = { from, to, folder };
  const doubtfulS = options.clocks ? doubtfulFromS(journal.clocks(clocksOf), options.clocks) : Infinity;
  const copiedBefore = journal.copied(from, to);
  const isDoubtful = ({ modifiedS }: Entry): boolean => modifiedS !== undefined && modifiedS >= doubtfulS;
  const doubtful = entries.filter(isDoubtful).map(({ path }) => path);
  if (!dryRun && doubtful.length > 0) copiedBefore.forget(doubtful);
  const dated = entries.filter((entry) => entry.modifiedS !== undefined && !isDoubtful(entry));
  const known = new Set(copiedBefore.known(dated));
  const missing = entries.filter((entry) => !known.has(entry));
  const settled = settledAmong(missing, options);
  report({
    type: 'gauge-started',
    gauge: name,
    files: settled.length,
    sizeBytes: settled.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  });
  const { copied, same, failed } = dryRun
    ? { copied: settled, same: [], failed: [] }
    : await copyFiles(settled, notesOf(entries, options), { ...options, gauge: name });
  if (!dryRun) copiedBefore.note([...copied, ...same]);
  const left = notAmong(missing, [...copied, ...same]);
  // By whatever clock: it may be set back before the next round, which then sees them keep still.
  if (!dryRun && left.length > 0) journal.seen(from).note(left);
  if (!dryRun && options.clocks) journal.noteClocks(clocksOf, options.clocks);
  return {
    gauge: name,
    listed: entries.length,
    copied: copied.length,
    copiedBytes: copied.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    before: known.size + same.length,
    waiting: left.length - failed.length,
    young: missing.length - settled.length,
    settleS: options.settleS,
    failed,
    complete,
  };
}

function notesOf(listed: readonly Entry[], options: CopyOptions): CopyNotes {
  const { journal, from, to, clocks, sourceNowS: hostS } = options;
  return new CopyNotes(journal.copied(from, to), { sourceS: clocks?.sourceS, listedS: newestDateS(listed), hostS });
}

/**
 * Files that have kept still: older than the settling time by the source's clock. Where a file has no date, or one of the
 * future, as after that clock was set back: those that were the same at the last look.
 */
function settledAmong(entries: readonly Entry[], options: CopyOptions): Entry[] {
  const { journal, from, settleS, sourceNowS } = options;
  const unsure = entries.filter(({ modifiedS }) => modifiedS === undefined || modifiedS > sourceNowS);
  const seen = new Set(settleS === 0 ? unsure : journal.seen(from).known(unsure));
  return entries.filter(
    (entry) => seen.has(entry) || (entry.modifiedS !== undefined && sourceNowS - entry.modifiedS >= settleS),
  );
}

function notAmong(entries: readonly Entry[], others: readonly Entry[]): Entry[] {
  const paths = new Set(others.map(({ path }) => path));
  return entries.filter(({ path }) => !paths.has(path));
}

/** Temporary files of a run that was killed; this run holds the lock, so that nobody is writing them. */
async function removeStale(to: Store, entries: readonly Entry[], report: (event: RunEvent) => void): Promise<void> {
  for await (const result of to.removeMany(entries.filter(({ path }) => path.endsWith(TEMP_SUFFIX)))) {
    if (result.outcome === 'refused')
      report({ type: 'delete-refused', file: result.entry.path, why: result.error.message });
  }
}
