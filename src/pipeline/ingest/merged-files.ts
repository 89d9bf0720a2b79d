import type { FileNotes } from '../../domain/run/journal.js';
import type { WantedGauge } from '../../domain/network.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import type { GaugeNames, GaugesWanted, Publishing, SeriesWanted } from '../context.js';
import { HeldByGauges } from './held-by-gauges.js';
import { rawFolders, type RawFolder } from './raw-source.js';
import type { YearOutcome } from '../years/process-sources.js';
import { yearsInNeed } from '../years/years-in-need.js';

export interface MergedOptions {
  readonly source: Store;
  /** Let files go that are published. */
  readonly deleteRaw: boolean;
  /** Merged files are passed over; otherwise every file is read. */
  readonly onlyNew: boolean;
}

/**
 * Raw files that earlier runs merged into the year files: they are not read again, and are let go when what they were
 * merged into is published. Both hold only as long as the output folder is what those runs left. Where it is not (a year's
 * folder lost, a copy restored, a run killed before its note), the files are forgotten, and read again as duplicates.
 */
export class MergedFiles {
  private readonly folders: readonly RawFolder[];
  /** By the folder's path. */
  private readonly known = new Map<string, readonly Entry[]>();
  private readonly done: FileNotes;
  /** What the output folder holds of each gauge. */
  private readonly held: HeldByGauges;
  /** By the folder's path, what was noted of it. */
  private readonly noted = new Map<string, string | undefined>();

  /** Looks at the output folder: to be made before the run changes anything. */
  constructor(
    private readonly options: MergedOptions,
    private readonly context: Omit<Publishing, 'checkpoint'> & GaugesWanted & GaugeNames & SeriesWanted,
  ) {
    this.folders = rawFolders(context.gauges);
    this.done = context.journal.done(options.source);
    this.held = new HeldByGauges(context);
    for (const folder of this.folders) {
      const noted = context.journal.held(options.source, context.out, folder.path);
      this.noted.set(folder.path, noted);
      if (!this.held.is(noted, folder)) this.forget(folder);
    }
  }

  /** Those of a folder's files that were merged before. */
  in(folder: RawFolder, entries: readonly Entry[]): Entry[] {
    const noted = this.done.known(entries);
    // One without a date may have been overwritten: it is read again rather than trusted.
    const known = noted.filter(({ modifiedS }) => modifiedS !== undefined);
    this.known.set(folder.path, known);
    return known;
  }

  /** Forgets the files of gauges of which a local copy turned out to be lost, with what had been merged into it. */
  forgetRestored(years: readonly YearOutcome[]): void {
    const restored = new Set(years.filter((year) => year.restored).map(({ gauge }) => gauge));
    if (restored.size === 0) return;
    for (const folder of this.folders)
      if (this.gaugesOf(folder).some(({ name }) => restored.has(name))) this.forget(folder);
  }

  /**
   * Ends a run: gives the files whose every line is published by now, and may be deleted. `allTold` says that the run changed no
   * year beyond these.
   */
  async settle(years: readonly YearOutcome[], allTold = false): Promise<Entry[]> {
    const { deleteRaw, onlyNew } = this.options;
    const mayGo = deleteRaw && onlyNew && !this.context.publication?.later;
    const waiting = new Set(years.filter((year) => year.waits !== undefined).map(({ gauge }) => gauge));
    const released: Entry[] = [];
    for (const folder of this.folders) {
      const known = this.known.get(folder.path) ?? [];
      if (mayGo && known.length > 0 && (await this.arePublished(folder, waiting)))
        for (const file of known) released.push(file);
    }
    this.noteHeld(allTold ? new Set(years.map(({ gauge }) => gauge)) : undefined);
    return released;
  }

  /**
   * Forgets files that are dated from a moment on: since the source's clock was set back, they may be others than those that were
   * read. Gives those of the released ones that may still go.
   */
  withoutDoubtful(released: readonly Entry[], fromS: number): Entry[] {
    const isDoubtful = ({ modifiedS }: Entry): boolean => (modifiedS ?? -Infinity) >= fromS;
    const doubtful = [...this.known.values()].flat().filter(isDoubtful);
    this.done.forget(doubtful.map(({ path }) => path));
    return released.filter((file) => !isDoubtful(file));
  }

  private forget(folder: RawFolder): void {
    this.done.forgetFolder(folder.path);
    this.known.delete(folder.path);
  }

  private async arePublished(folder: RawFolder, waiting: ReadonlySet<string>): Promise<boolean> {
    for (const gauge of this.gaugesOf(folder)) {
      if (waiting.has(gauge.name)) return false;
      if ((await yearsInNeed(gauge, this.context)).length > 0) return false;
    }
    return true;
  }

  /** Notes what is held now, the years of these gauges having changed, or of any. */
  private noteHeld(changed: ReadonlySet<string> | undefined): void {
    this.held.lookAgain(changed);
    const notes = new Map<string, string>();
    for (const folder of this.folders) {
      const sha256 = this.held.by(folder);
      if (this.noted.get(folder.path) !== sha256) notes.set(folder.path, sha256);
    }
    if (notes.size > 0) this.context.journal.noteHeld(this.options.source, this.context.out, notes);
  }

  private gaugesOf({ gauge, gauges: names = [gauge] }: RawFolder): readonly WantedGauge[] {
    const { gauges, index } = this.context;
    if (gauge === '') return gauges;
    return names.map((name) => index.byName.get(name)).filter((wanted) => wanted !== undefined);
  }
}
