import {
  clockProblem,
  isClockDoubtful,
  judgeClock,
  type ClockSigns,
  type ClockVerdict,
} from '../../../domain/readings/clock-doubt.js';
import { yearPath } from '../../../domain/paths.js';
import type { Entry } from '../../../domain/storage/store.js';
import type { GaugesWanted, OutputPlaces, Reporting } from '../../context.js';
import { readLocalManifest, tryRead } from '../../publish/commit.js';
import { newestDateS, type ReadAt } from './date-proof.js';
import type { TwoClocks } from '../../../domain/run/journal.js';

export interface ClockWatchOptions {
  /** This host's clock, Unix seconds; undefined: it is not to be doubted. */
  readonly hostNowS: number | undefined;
  /** Asks the source for its clock, in one of these folders; undefined where it does not tell. */
  readonly sourceNowS: ((folders: readonly string[]) => Promise<number | undefined>) | undefined;
}

/** The clock of a source, Unix seconds. */
export interface SourceClock {
  readonly nowS: number;
  /** No file was read before this. */
  readonly readFromS: number;
}

/**
 * Looks in a run whether this host's clock can be right: against the newest stamps published, the newest date listed, and
 * the source's clock, which is asked once, when that is first of use, and while files are being read.
 */
export class ClockWatch {
  private listedS: number | undefined;
  private asked: Promise<void> | undefined;
  private heard: SourceClock | undefined;
  private both: TwoClocks | undefined;
  private told = false;
  private readonly begunMs = performance.now();
  private readonly publishedS: number | undefined;

  constructor(
    private readonly options: ClockWatchOptions,
    private readonly context: GaugesWanted & Pick<OutputPlaces, 'out'> & Reporting,
  ) {
    this.publishedS = options.hostNowS === undefined ? undefined : newestPublishedS(context);
  }

  /** What is known of the time now, before more files are read; undefined where clocks are not looked at. */
  get at(): ReadAt | undefined {
    const { hostNowS } = this.options;
    return hostNowS === undefined ? undefined : { sourceS: undefined, listedS: this.listedS, hostS: hostNowS };
  }

  /** Both clocks as they were when the source was asked; undefined where it does not tell, or was not asked. */
  async twoClocks(): Promise<TwoClocks | undefined> {
    await this.asked;
    return this.both;
  }

  /** Takes note of the dates of a listing. */
  noteListed(entries: readonly Entry[]): void {
    const newestS = newestDateS(entries);
    if (newestS !== undefined && newestS > (this.listedS ?? -Infinity)) this.listedS = newestS;
  }

  /** Begins to ask for the source's clock, before a file is read: there are some in this folder that may have to be deleted. */
  ask(folder: string): void {
    this.asked ??= this.hear(folder);
    // Told to whoever waits for it.
    this.asked.catch(() => undefined);
  }

  /** undefined where nobody asked for it, or the source does not tell. */
  async sourceClock(): Promise<SourceClock | undefined> {
    await this.asked;
    return this.heard;
  }

  /** Whether two clocks cannot both be right, once the source has been heard; tells it once. */
  async isDoubtful(): Promise<boolean> {
    await this.asked;
    return this.look() !== undefined;
  }

  /** What is wrong with the clock, by what is known now; tells it once. */
  look(): string | undefined {
    const { hostNowS } = this.options;
    if (hostNowS === undefined) return undefined;
    const verdict = this.verdict(hostNowS);
    const why = clockProblem(hostNowS, verdict);
    if (why !== undefined && !this.told) this.context.report({ type: 'clock-doubtful', why });
    this.told ||= why !== undefined;
    return isClockDoubtful(verdict) ? why : undefined;
  }

  private async hear(folder: string): Promise<void> {
    const askedMs = performance.now();
    const nowS = await this.options.sourceNowS?.(folder === '' ? [''] : ['', folder]);
    const tookS = (performance.now() - askedMs) / 1000;
    if (nowS === undefined) return;
    this.heard = { nowS, readFromS: nowS - Math.ceil(tookS) };
    const { hostNowS } = this.options;
    const sinceS = (performance.now() - this.begunMs) / 1000;
    if (hostNowS !== undefined) this.both = { sourceS: nowS, hostS: Math.round(hostNowS + sinceS) };
  }

  private verdict(hostNowS: number): ClockVerdict {
    const { listedS, heard, publishedS } = this;
    // Any client may set the date of a file: a server that tells its clock is asked nothing else.
    const ofServer: Partial<ClockSigns> = heard ? { serverNowS: heard.nowS } : { listedS };
    return judgeClock({ hostNowS, publishedS, ...ofServer });
  }
}

/** The newest stamp in the output folder of the gauges of a run; undefined where there is none. */
function newestPublishedS({ gauges, out }: GaugesWanted & Pick<OutputPlaces, 'out'>): number | undefined {
  let newestS: number | undefined;
  for (const { name } of gauges) {
    const year = out
      .names(name)
      .filter((text) => /^\d{4}$/.test(text))
      .at(-1);
    const manifest =
      year === undefined ? undefined : tryRead(() => readLocalManifest(out, yearPath(name, Number(year), 'manifest')));
    const lastS = manifest?.lastS ?? -Infinity;
    if (lastS > (newestS ?? -Infinity)) newestS = lastS;
  }
  return newestS;
}
