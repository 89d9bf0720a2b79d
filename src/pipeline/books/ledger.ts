import { addTally, addsUp, emptyTally, type Audit, type Tally } from '../../domain/readings/audit.js';
import { PluvioError } from '../../domain/errors.js';
import { compareText } from '../../domain/text/compare-text.js';
import { timeInName } from '../../raw/network-line/file-name.js';
import type { Reject, RejectReason, Source } from '../../domain/readings/reading.js';
import { yearOf } from '../../domain/time/time.js';

/** Key of what belongs to no gauge that could be told. */
const NO_GAUGE = '';
/** Gauges that are not wanted are remembered up to here: what is no raw file has labels without end. */
const MOST_OTHERS = 50;

/** A label found in the folder of a gauge that is not called so. */
export interface ForeignLabel {
  readonly gauge: string;
  readonly label: string;
  readonly firstSource: string;
  readings: number;
}

/** Why a source is not done with, though all of it was read. */
export const FLAWS = {
  'other-gauges': 'it has lines of a gauge that is not wanted',
  'kept-in-part': 'the quarantine can keep only a part of a line of it',
  'strange-label': 'a line of it has no name where the gauge’s name stands',
  'no-reading': 'no line of it is a reading',
  'no-line-end': 'its last line has no end',
  unread: 'it holds more than its readings: columns or lines that its format does not read, nor says to ignore',
} as const;
export type Flaw = keyof typeof FLAWS;

/** A reading of a last line without an end. */
export interface ProvisionalReading {
  readonly gauge: string;
  readonly stampS: number;
}

/** A gauge whose tips look like the state of a counter, and the source in which that was sure. */
export interface Counter {
  readonly gauge: string;
  readonly source: string;
}

/** Keeps the books of one unit of work: where every line read went, by gauge, and which years each source fed. */
export class Ledger implements Audit {
  private readonly tallies = new Map<string, Tally>();
  private readonly reasons = new Map<RejectReason, number>();
  private readonly foreign = new Map<string, ForeignLabel>();
  /** Rejected lines by `gauge/year` of the readings they stood among. */
  private readonly rejectsOfYear = new Map<string, number>();
  private readonly passedOver = new Map<string, number>();
  private readonly rising: Counter[] = [];
  private readonly waiting = new Set<string>();
  private readonly yearsOfSource = new Map<string, string | Set<string>>();
  private readonly withReading = new Set<string>();
  private readonly flaws = new Map<string, Flaw>();
  private readonly aheadOfClock = new Set<string>();
  private readonly withoutEnd = new Map<string, ProvisionalReading>();
  private readonly contested = new Set<string>();
  private last = { gauge: '', year: 0, key: '' };

  constructor(private readonly onReject: (gauge: string | undefined, reject: Reject) => void) {}

  read(gauge: string | undefined, count: number): void {
    this.tally(gauge).linesRead += count;
  }

  filteredOut(label: string, count: number, sources: Iterable<Source>): void {
    this.tally(undefined).filteredOut += count;
    for (const { name } of sources) this.flaws.set(name, 'other-gauges');
    const { passedOver } = this;
    if (passedOver.size < MOST_OTHERS || passedOver.has(label))
      passedOver.set(label, (passedOver.get(label) ?? 0) + count);
  }

  strangeLabel(sources: Iterable<Source>): void {
    for (const { name } of sources) if (!this.flaws.has(name)) this.flaws.set(name, 'strange-label');
  }

  rejected(gauge: string | undefined, reject: Reject): void {
    this.tally(gauge).quarantined++;
    this.count(reject.reason);
    this.look(reject);
    const nearS = reject.afterS ?? timeInName(reject.source.name);
    if (gauge !== undefined && nearS !== undefined) {
      const year = yearOf(nearS);
      const key = `${gauge}/${year}`;
      // Its file is not done with before that year's books are.
      this.noteYear(reject.source, gauge, year);
      this.rejectsOfYear.set(key, (this.rejectsOfYear.get(key) ?? 0) + 1);
    }
    this.onReject(gauge, reject);
  }

  foreignLabel(gauge: string, label: string, source: Source, count: number): void {
    const key = `${gauge}\n${label}`;
    const seen = this.foreign.get(key);
    if (seen) seen.readings += count;
    else this.foreign.set(key, { gauge, label, firstSource: source.name, readings: count });
  }

  mended(gauge: string): void {
    this.tally(gauge).mended++;
  }

  risingTips(gauge: string, source: Source): void {
    this.rising.push({ gauge, source: source.name });
  }

  hasUnread({ name }: Source): void {
    if (!this.flaws.has(name)) this.flaws.set(name, 'unread');
  }

  landed(source: Source, gauge: string, year: number): void {
    this.withReading.add(source.name);
    this.noteYear(source, gauge, year);
  }

  provisional(source: Source, gauge: string, stampS: number): void {
    this.withoutEnd.set(source.name, { gauge, stampS });
  }

  private noteYear(source: Source, gauge: string, year: number): void {
    const key = this.keyOf(gauge, year);
    const known = this.yearsOfSource.get(source.name);
    if (known === undefined) this.yearsOfSource.set(source.name, key);
    else if (typeof known !== 'string') known.add(key);
    else if (known !== key) this.yearsOfSource.set(source.name, new Set([known, key]));
  }

  /** One text for all files of a gauge's year: there may be a hundred thousand of them. */
  private keyOf(gauge: string, year: number): string {
    const { last } = this;
    if (gauge !== last.gauge || year !== last.year) this.last = { gauge, year, key: `${gauge}/${year}` };
    return this.last.key;
  }

  /** Books what became of a year's readings. */
  settled(gauge: string, { kept, duplicates, conflicts }: Pick<Tally, 'kept' | 'duplicates' | 'conflicts'>): void {
    addTally(this.tally(gauge), { ...emptyTally(), kept, duplicates, conflicts });
  }

  /** Books a reading that lost to another one. */
  conflict(gauge: string, reject: Reject): void {
    this.count(reject.reason);
    this.look(reject);
    if (this.withoutEnd.has(reject.source.name)) this.contested.add(reject.source.name);
    this.onReject(gauge, reject);
  }

  /** Keeps a line that this run did not read. */
  setAside(gauge: string, reject: Reject): void {
    this.onReject(gauge, reject);
  }

  /** Books readings of a year that has to wait: they go nowhere yet, and stay in the raw files. */
  postponed(gauge: string, year: number, count: number): void {
    this.waiting.add(`${gauge}/${year}`);
    this.tally(gauge).linesRead -= count;
  }

  /** Whether everything that was read of a source found its place. */
  isSettled(sourceName: string): boolean {
    for (const year of this.yearsOf(sourceName)) if (this.waiting.has(year)) return false;
    return true;
  }

  /** Why a source is not done with, whatever becomes of its readings; undefined where nothing is against it. */
  flawOf(sourceName: string): Flaw | undefined {
    return this.flaws.get(sourceName) ?? (this.withReading.has(sourceName) ? undefined : 'no-reading');
  }

  /** The reading of a source's last line, where that has no end. */
  provisionalOf(sourceName: string): ProvisionalReading | undefined {
    return this.withoutEnd.get(sourceName);
  }

  /** Whether a source whose last line has no end has a line that lost to another reading: that may be the last one. */
  isContested(sourceName: string): boolean {
    return this.contested.has(sourceName);
  }

  /** Whether a source has a line that is ahead of this host's clock. */
  isAheadOfClock(sourceName: string): boolean {
    return this.aheadOfClock.has(sourceName);
  }

  /** Sees what a line that goes to the quarantine says of its source. */
  private look(reject: Reject): void {
    const { name } = reject.source;
    if (reject.reason === 'clock-ahead') this.aheadOfClock.add(name);
    if (isUnderstood(reject)) this.withReading.add(name);
    if (reject.reason === 'other-gauge') this.flaws.set(name, 'other-gauges');
    if (reject.partial && !this.flaws.has(name)) this.flaws.set(name, 'kept-in-part');
  }

  quarantinedIn(gauge: string, year: number): number {
    return this.rejectsOfYear.get(`${gauge}/${year}`) ?? 0;
  }

  /** The years, as `gauge/year`, that readings of a source went to. */
  private yearsOf(sourceName: string): Iterable<string> {
    const years = this.yearsOfSource.get(sourceName);
    return years === undefined ? [] : typeof years === 'string' ? [years] : years;
  }

  /** By gauge and label: in whatever order files came, and how many together. */
  get foreignLabels(): ForeignLabel[] {
    return [...this.foreign.values()].sort((a, b) => compareText(a.gauge, b.gauge) || compareText(a.label, b.label));
  }

  /** Gauges whose tips look like a counter's, in the order met. */
  get counters(): readonly Counter[] {
    return this.rising;
  }

  /** Lines passed over by the folder or label of their gauge, of the first ones that were met. */
  get others(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.passedOver);
  }

  get rejectReasons(): Partial<Record<RejectReason, number>> {
    return Object.fromEntries(this.reasons);
  }

  /** Tallies by gauge; '' for lines of no wanted gauge. */
  get byGauge(): ReadonlyMap<string, Readonly<Tally>> {
    return this.tallies;
  }

  /** Throws ACCOUNTING where the lines of some gauge do not add up. */
  check(): void {
    for (const [gauge, tally] of this.tallies) {
      if (addsUp(tally)) continue;
      const who = gauge === NO_GAUGE ? 'lines of no wanted gauge' : `gauge ${gauge}`;
      throw new PluvioError(
        'ACCOUNTING',
        `The lines read do not add up for ${who}: ${JSON.stringify(tally)}; nothing was published`,
        { gauge },
      );
    }
  }

  private tally(gauge: string | undefined): Tally {
    const key = gauge ?? NO_GAUGE;
    let tally = this.tallies.get(key);
    if (!tally) this.tallies.set(key, (tally = emptyTally()));
    return tally;
  }

  private count(reason: RejectReason): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }
}

/** Reasons of lines that were understood: they are readings, of a time or an amount that cannot be. */
const UNDERSTOOD: ReadonlySet<string> = new Set<RejectReason>([
  'clock-before-start',
  'clock-ahead',
  'implausible',
  'conflict',
  'amount-missing',
  'time-repeated',
  'time-skipped',
  'counter-start',
  'counter-glitch',
]);

/** Whether a line that could not be used is a reading nevertheless. */
function isUnderstood({ reason }: Pick<Reject, 'reason'>): boolean {
  return UNDERSTOOD.has(reason);
}
