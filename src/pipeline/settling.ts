import type { Journal } from '../domain/journal.js';
import type { Entry, Store } from '../domain/store.js';

export interface SettlingOptions {
  readonly source: Store;
  /** A file younger than this may still be written to, seconds. */
  readonly settleS: number;
  /** This host's clock, Unix seconds. */
  readonly hostNowS: number;
  /** Asks the source for its clock, Unix seconds. */
  readonly sourceNowS: () => Promise<number>;
  readonly journal: Journal;
}

/**
 * Which raw files have kept still for long enough to be deleted, by the source's own clock. That clock is asked only for
 * files that are old by this host's, and not known to be old by the date of another. A file without a date has kept still
 * when an earlier run met it with the same size.
 */
export class Settling {
  private askedS: number | undefined;

  constructor(private readonly options: SettlingOptions) {}

  /** Those of the files that have kept still. */
  async among(files: readonly Entry[]): Promise<Entry[]> {
    const { settleS, hostNowS } = this.options;
    if (settleS === 0) return [...files];
    let newestS = 0;
    for (const { modifiedS } of files) if (modifiedS !== undefined && modifiedS > newestS) newestS = modifiedS;
    const met = new Set(this.metBefore(files.filter(({ modifiedS }) => modifiedS === undefined)));
    const settled: Entry[] = [];
    for (const file of files) {
      const { modifiedS } = file;
      if (modifiedS === undefined ? met.has(file) : newestS - modifiedS >= settleS) settled.push(file);
      else if (modifiedS !== undefined && hostNowS - modifiedS >= settleS && (await this.nowS()) - modifiedS >= settleS)
        settled.push(file);
    }
    return settled;
  }

  private async nowS(): Promise<number> {
    return (this.askedS ??= await this.options.sourceNowS());
  }

  private metBefore(undated: readonly Entry[]): Entry[] {
    const { journal, source } = this.options;
    if (undated.length === 0) return [];
    const key = `${source.name} met`;
    const met = journal.knownFiles(key, undated);
    journal.noteFiles(key, undated);
    return met;
  }
}
