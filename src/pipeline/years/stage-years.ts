import { halvesIn } from '../../domain/readings/half-reading.js';
import type { Manifest } from '../../domain/manifest.js';
import { PluvioError } from '../../domain/errors.js';
import type { Reject } from '../../domain/readings/reading.js';
import type { RefusedLine } from '../../raw/network-line/half-line.js';
import { conflictsAmong } from '../../../streams/kernels/partition/late-lines.js';
import type { YearLog } from '../../../streams/partition.js';
import { findBase, type Base } from './base.js';
import type { RunSpill, YearsContext } from '../context.js';
import type { Ledger } from '../books/ledger.js';
import { makerInThisThread, type MadeYear, type YearMaker } from './make-year.js';
import { publishedRefused, type Quarantines } from '../books/quarantines.js';
import { unite } from './unite.js';
import { withQuarantined } from '../publish/year-files.js';

/** A year whose files are staged, or are good as they are. */
export interface StagedYear {
  readonly base: Base;
  readonly manifest: Manifest;
  readonly kept: number;
  /** Readings published before that were halves of lines that cannot be used. */
  readonly withdrawn: number;
  readonly changed: boolean;
}

/** What a year is built upon, and the year. */
interface Made {
  readonly base: Base;
  readonly made: MadeYear;
  /** Lines that it knew of, that readings without a line end may be halves of. */
  readonly refused: number;
}

export interface StagingParts {
  readonly context: YearsContext;
  readonly ledger: Ledger;
  readonly quarantines: Quarantines;
  readonly spill: RunSpill;
}

/**
 * Stages the years of one unit of work. While its input still flows, another thread begins with the years that seem
 * whole; in the end all threads make what is left, and what turned out not to have been whole. Books are kept at the
 * end, year after year, so that they come out the same whichever way a year was made.
 */
export class YearStaging {
  private readonly logs: YearLog[] = [];
  private readonly bases = new Map<string, Promise<Base>>();
  private readonly ahead = new Map<string, { log: YearLog; result: Promise<Made | undefined> }>();
  private madeNow = 0;
  private readonly resting: YearLog[] = [];
  private restingRows = 0;
  private maker: YearMaker | undefined;

  constructor(private readonly parts: StagingParts) {}

  /** Takes a log: a resting one to begin with, any other to be made in the end. */
  take(log: YearLog): void {
    if (!log.resting) {
      this.logs.push(log);
      return;
    }
    this.resting.push(log);
    this.restingRows += log.rows;
    const { context, spill } = this.parts;
    this.maker ??= context.openMaker?.(spill, this.restingRows);
    this.beginAhead();
  }

  /** Makes every year; gives them in the order of the logs, those that have to wait with the reason. */
  async finish(): Promise<Map<YearLog, StagedYear | PluvioError>> {
    const { context, spill } = this.parts;
    const rows = this.logs.reduce((sum, log) => sum + log.rows, 0);
    const maker = (this.maker ??=
      context.openMaker?.(spill, rows) ?? makerInThisThread(context.out, spill, context.buffers));
    this.resting.length = 0;
    const results = new Map<YearLog, Made | PluvioError | undefined>();
    const queue = this.logs[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const log of queue) {
        context.signal?.throwIfAborted();
        results.set(log, await this.whole(log, maker));
      }
    };
    await Promise.all(Array.from({ length: maker.parallel }, work));
    const staged = new Map<YearLog, StagedYear | PluvioError>();
    for (const log of this.logs) {
      const result = results.get(log);
      const year = result && (result instanceof PluvioError ? this.postpone(log, result) : this.book(log, result));
      if (year) staged.set(log, year);
    }
    return staged;
  }

  async close(): Promise<void> {
    this.resting.length = 0;
    await this.maker?.close();
  }

  private beginAhead(): void {
    const { maker } = this;
    while (maker && this.madeNow < maker.parallelAhead && this.resting.length > 0) {
      const log = this.resting.shift()!;
      const result = this.make(log, maker.makeAhead);
      this.ahead.set(keyOf(log), { log, result });
      this.madeNow++;
      const goOn = (): void => {
        this.madeNow--;
        this.beginAhead();
      };
      // A failure is told to whoever asks for the year.
      result.then(goOn, goOn);
    }
  }

  /** The year of a last log: the one made ahead, where no more rows came for it. */
  private async whole(log: YearLog, maker: YearMaker): Promise<Made | PluvioError | undefined> {
    try {
      const ahead = this.ahead.get(keyOf(log));
      const made = await ahead?.result;
      const isWhole = ahead?.log.rows === log.rows && (!made || made.refused === this.refused(log, made.base).length);
      return isWhole ? made : await this.make(log, maker.make);
    } catch (error) {
      if (error instanceof PluvioError && (error.code === 'DAMAGED' || error.code === 'UNIT')) return error;
      throw error;
    }
  }

  private async make(log: YearLog, make: YearMaker['make']): Promise<Made | undefined> {
    const { context } = this.parts;
    const gauge = context.index.byName.get(log.gauge)!;
    const base = await this.baseOf(log);
    if (log.rows === 0 && !base.manifest) return undefined;
    const { version, fill } = context;
    const formats = context.formats?.map((format) => format.name);
    const refused = this.refused(log, base);
    const job = { log, gauge, base: base.manifest, incomplete: base.incomplete, version, formats, fill, refused };
    return { base, made: await make(job), refused: refused.length };
  }

  /** Lines that could not be used, so far, of stamps of the year's lines without an end: those received, and published. */
  private refused({ gauge, provisional }: YearLog, { manifest }: Base): RefusedLine[] {
    const { context, quarantines } = this.parts;
    const received = new Set(provisional.stampsS);
    const all = new Set(received);
    for (const { stampS } of halvesIn(manifest)) all.add(stampS);
    if (all.size === 0) return [];
    // What is published was held against the quarantine of its time when it was received.
    return [...quarantines.refused(gauge, all), ...publishedRefused(context.out, gauge, received)];
  }

  /** What the year is built upon; looked for once. */
  private baseOf(log: YearLog): Promise<Base> {
    const key = keyOf(log);
    let base = this.bases.get(key);
    if (!base) this.bases.set(key, (base = this.findBase(log)));
    return base;
  }

  private async findBase({ gauge, year }: YearLog): Promise<Base> {
    const { context, ledger, spill } = this.parts;
    const base = await findBase(context, gauge, year);
    if (!base.manifest || base.other === undefined) return base;
    const wanted = context.index.byName.get(gauge)!;
    const onConflict = (reject: Reject): void => ledger.setAside(gauge, reject);
    const { out, version } = context;
    const { manifest: own, other } = base;
    const manifest = await unite({ out, gauge: wanted, year, base: own, other, version, spill, onConflict });
    return { ...base, manifest };
  }

  private postpone({ gauge, year, rows }: YearLog, error: PluvioError): PluvioError {
    const { context, ledger } = this.parts;
    ledger.postponed(gauge, year, rows);
    context.report({ type: 'year-waits', gauge, year, error });
    return error;
  }

  private book({ gauge, year, late }: YearLog, { base, made }: Made): StagedYear | undefined {
    const { context, ledger, spill } = this.parts;
    for (const conflict of conflictsAmong(late, spill, made.conflictPlaces)) ledger.conflict(gauge, conflict);
    ledger.settled(gauge, made.tally);
    if (!made.manifest) return undefined;
    const { changed, tally } = made;
    const manifest = changed ? withQuarantined(made.manifest, tally, ledger.quarantinedIn(gauge, year)) : made.manifest;
    const { kept, withdrawn } = tally;
    if (changed) context.report({ type: 'year-made', gauge, year, readings: manifest.readings, kept });
    if (withdrawn > 0) context.report({ type: 'readings-withdrawn', gauge, year, readings: withdrawn });
    return { base, manifest, kept, withdrawn, changed };
  }
}

const keyOf = ({ gauge, year }: YearLog): string => `${gauge}/${year}`;
