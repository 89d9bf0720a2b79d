import type { Entry, Store } from '../../domain/storage/store.js';
import type { ClockWatch, SourceClock } from './clocks/clock-watch.js';
import type { NetworkContext, Publishing } from '../context.js';
import { isDateProof } from './clocks/date-proof.js';
import { publishNetwork } from '../network/network.js';
import { Settling } from './clocks/settling.js';
import type { YearOutcome } from '../years/process-sources.js';

/** Raw files that wait for the network matrices before they are let go; more than this are not held in memory. */
const MOST_WAITING_FILES = 20_000;

export interface DoneOptions {
  readonly source: Store;
  readonly deleteRaw: boolean;
  /** See `HistoryOptions`. */
  readonly settleS?: number;
  readonly hostNowS?: number;
}

/** Whether this run deletes, rather than a later one that publishes. */
export function deletesNow(
  { deleteRaw }: Pick<DoneOptions, 'deleteRaw'>,
  { publication }: Pick<Publishing, 'publication'>,
): boolean {
  return deleteRaw && publication?.later !== true;
}

/** Raw files whose every line is published, until they are deleted, or noted where they are kept. */
export class DoneFiles {
  removed = 0;
  refused = 0;
  /** Done with, and not old enough to be deleted. */
  young = 0;
  private years: YearOutcome[] = [];
  private files: Entry[] = [];
  /** Read when their date had not passed yet: what is written later may have the same. They are deleted in this run, or read again. */
  private readonly unproven = new Set<string>();
  private readonly settling: Settling;

  constructor(
    private readonly options: DoneOptions,
    private readonly context: NetworkContext,
    private readonly watch: ClockWatch,
  ) {
    const { source, settleS = 0, hostNowS = 0 } = options;
    const sourceClock = (): Promise<SourceClock | undefined> =>
      source.features.hasOwnClock ? watch.sourceClock() : Promise.resolve({ nowS: hostNowS, readFromS: hostNowS });
    this.settling = new Settling({ source, settleS, hostNowS, sourceClock, journal: context.journal });
  }

  async add(years: readonly YearOutcome[], files: readonly Entry[]): Promise<void> {
    this.years.push(...years);
    const at = this.options.source.features.hasOwnClock ? this.watch.at : undefined;
    for (const file of files) {
      this.files.push(file);
      if (at && file.modifiedS !== undefined && !isDateProof(file, at)) this.unproven.add(file.path);
    }
    if (this.files.length > MOST_WAITING_FILES) await this.letGo();
  }

  /** Publishes the networks of the years so far, then lets the files go; gives how many were deleted. */
  async letGo(): Promise<number> {
    const { years, files, context } = this;
    this.years = [];
    this.files = [];
    await publishNetwork(years, context);
    if (files.length === 0) return 0;
    if (deletesNow(this.options, context)) return this.delete(files);
    context.journal.done(this.options.source).note(this.proven(files));
    return 0;
  }

  /**
   * Deletes files that have kept still and are what was read, and forgets them; gives how many. The others, and all where this
   * host's clock is in doubt, are noted as done with: they are not read again, and deleted by a later run. Not so those whose
   * date does not tell yet whether they are written anew.
   */
  async delete(files: readonly Entry[]): Promise<number> {
    if (files.length === 0) return 0;
    const { report, checkpoint, journal } = this.context;
    this.watch.ask(folderOf(files[0]!));
    const isDoubtful = await this.watch.isDoubtful();
    const { settled, young, fresh } = await this.settling.sort(files);
    const kept = isDoubtful ? [...settled, ...young] : [...young];
    if (!isDoubtful) this.young += young.length + fresh.length;
    const gone: string[] = [];
    let removed = 0;
    for await (const result of this.options.source.removeMany(isDoubtful ? [] : settled, { leaveFirst: true })) {
      checkpoint('raw-deleted');
      const file = result.entry.path;
      if (result.outcome !== 'refused') gone.push(file);
      if (result.outcome === 'removed') removed++;
      else if (result.outcome === 'changed') report({ type: 'file-left', file, why: 'it changed after it was read' });
      else if (result.outcome === 'refused') {
        this.refused++;
        kept.push(result.entry);
        report({ type: 'delete-refused', file, why: result.error.message });
      }
    }
    const done = journal.done(this.options.source);
    done.forget(gone);
    journal.met(this.options.source).forget(gone);
    // What has settled was looked at by the source's clock.
    const noted = this.options.settleS ? kept : this.proven(kept);
    done.note(noted);
    this.removed += removed;
    report({ type: 'raw-deleted', files: removed });
    return removed;
  }

  private proven(files: readonly Entry[]): Entry[] {
    return files.filter(({ path }) => !this.unproven.has(path));
  }
}

export function folderOf({ path }: Entry): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
