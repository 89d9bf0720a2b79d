import type { Journal } from '../../../domain/run/journal.js';
import type { Entry, Store } from '../../../domain/storage/store.js';
import type { SourceClock } from './clock-watch.js';
import { dateStepS } from './date-proof.js';

export interface SettlingOptions {
  readonly source: Store;
  /** A file younger than this may still be written to, seconds. */
  readonly settleS: number;
  /** This host's clock, Unix seconds. */
  readonly hostNowS: number;
  /** undefined where the source does not tell. */
  readonly sourceClock: () => Promise<SourceClock | undefined>;
  readonly journal: Journal;
}

/** Files that were read, by how long they have kept still. */
export interface ByAge {
  /** For long enough to be deleted. */
  readonly settled: readonly Entry[];
  /** Not for so long; once they are written to again, their date will tell. */
  readonly young: readonly Entry[];
  /** Read in the very moment that they are dated from: the same size and date may come to stand for other content. */
  readonly fresh: readonly Entry[];
}

/**
 * Tells files that have kept still for long enough to be deleted, by the source's own clock. Where that is not told, by this
 * host's, and an earlier run must have met the file as it is: then it has kept still in between, whatever the clocks say. So
 * too a file without a date, or with one of the future, as after the source's clock was set back.
 */
export class Settling {
  constructor(private readonly options: SettlingOptions) {}

  async sort(files: readonly Entry[]): Promise<ByAge> {
    const { settleS, hostNowS } = this.options;
    if (settleS === 0 || files.length === 0) return { settled: files, young: [], fresh: [] };
    const clock = await this.options.sourceClock();
    // Written before the source's clock was set back, or dated by whoever sent it.
    const isAhead = ({ modifiedS }: Entry): boolean => clock !== undefined && (modifiedS ?? 0) > clock.nowS;
    const isSure = (file: Entry): boolean => clock !== undefined && file.modifiedS !== undefined && !isAhead(file);
    const met = new Set(this.metBefore(files.filter((file) => !isSure(file))));
    const settled: Entry[] = [];
    const young: Entry[] = [];
    const fresh: Entry[] = [];
    for (const file of files) {
      const isOld = (clock?.nowS ?? hostNowS) - (file.modifiedS ?? -Infinity) >= settleS;
      const isRecent = clock !== undefined && isAsOf(file, clock.readFromS);
      const isTold = isSure(file) && !(isRecent && settleS < dateStepS(file.modifiedS!));
      if ((isTold && isOld) || (met.has(file) && (isOld || isAhead(file)))) settled.push(file);
      else if (met.has(file) || (isSure(file) && !isRecent)) young.push(file);
      else fresh.push(file);
    }
    return { settled, young, fresh };
  }

  private metBefore(files: readonly Entry[]): Entry[] {
    const { journal, source } = this.options;
    if (files.length === 0) return [];
    const notes = journal.met(source);
    const met = notes.known(files);
    notes.note(files);
    return met;
  }
}

/** Whether a file has the date that one has that is written then. */
function isAsOf({ modifiedS = 0 }: Entry, timeS: number): boolean {
  return modifiedS + dateStepS(modifiedS) > timeS;
}
