import { isUtf8 } from 'node:buffer';
import type { StampRules } from '../../domain/readings/raw-form.js';
import type { ReadingBatch, Reject, RejectReason, Source } from '../../domain/readings/reading.js';
import { decodeText } from '../../kernels/decode-text.js';
import { countLineEnds, endOfLine } from '../../kernels/line-ends.js';
import type { Description } from '../description/description.js';
import { amountScale } from './scan/amount.js';
import { Counter, WAITS } from './counter.js';
import type { RowReader } from './scan/row-reader.js';
import { BATCH_ROWS, Rows } from './rows.js';
import { Stamps, UNDECIDED } from './stamps.js';

const MOST_S = 0xffffffff;
/** Rows that may wait for others. */
const MOST_WAITING = BATCH_ROWS / 2;

/** The readings of one source, in the order of its lines, as they become batches; some wait for lines after them. */
export class SourceRows {
  /** The number of the line at hand, from 1. */
  line = 1;
  readonly stamps: Stamps;
  private readonly counter: Counter | undefined;
  private readonly rows = new Rows();
  private readonly notBeforeS: number;
  private readonly notAfterS: number;
  private source: Source = { name: '', folder: undefined };
  private bytes: Uint8Array = new Uint8Array(0);
  /** Where the rows that are gathered begin in the bytes, and the number of the line there. */
  private batchAt = 0;
  private batchLine = 1;
  private cursor = { at: 0, line: 1 };
  private lastStampS: number | undefined;
  private made: ReadingBatch[] = [];
  private isFinished = false;
  private isUnreadTold = false;
  /** The first label of a source in a folder that is no gauge's name: it may be what the folder's gauge is called there. */
  private strange: string | undefined;

  constructor(
    description: Description,
    { notBeforeS, notAfterS }: StampRules,
    private readonly isGauge: (label: string) => boolean = () => false,
  ) {
    this.rows.labelsTell = description.gauge.by === 'column';
    this.notBeforeS = Math.max(0, notBeforeS);
    this.notAfterS = Math.min(notAfterS, MOST_S);
    const refuse = (row: number, reason: RejectReason): void => this.refuse(row, reason);
    this.stamps = new Stamps(description, {
      stamp: (row, utcS) => this.stamp(row, utcS),
      repeated: (row) => refuse(row, 'time-repeated'),
    });
    const { value } = description;
    if (value.counter) {
      const { wrap } = value.counter;
      const counts = wrap === undefined ? undefined : amountScale(value).countOf(wrap);
      const settle = (row: number, amount: number): void => void (this.rows.columns.tips[row] = amount);
      this.counter = new Counter(value.counter, counts, { settle, refuse });
    }
  }

  set hasUnread(value: boolean) {
    this.rows.hasUnread = value;
  }

  start(source: Source): void {
    this.source = source;
    this.line = 1;
    this.batchAt = 0;
    this.batchLine = 1;
    this.lastStampS = undefined;
    this.isFinished = this.isUnreadTold = false;
    this.strange = undefined;
    this.rows.hasUnread = false;
    this.stamps.start();
    this.counter?.start();
  }

  /** The bytes that rows lie in from now on; those that wait lie at their beginning. */
  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.batchAt = 0;
    this.cursor = { at: 0, line: this.batchLine };
  }

  /** A reading, whose line begins at `at`. */
  add(reader: RowReader, at: number, isSure: boolean): void {
    const { rows, counter } = this;
    if (rows.isFull) this.flushAt(at);
    const row = rows.count++;
    const { columns } = rows;
    columns.offset[row] = at - this.batchAt;
    columns.wind[row] = reader.wind;
    columns.battery[row] = reader.battery;
    columns.label[row] = rows.codeOf(reader.label);
    columns.timeS[row] = 0;
    columns.tips[row] = 0;
    if (reader.isMended) rows.mended.push(row);
    if (!isSure) rows.provisional.push(row);
    if (reader.label === '' && this.source.folder === undefined) {
      this.refuse(row, 'no-label');
      return;
    }
    if (rows.labelsTell && this.isOfAnother(reader.label)) {
      this.refuse(row, 'other-gauge');
      return;
    }
    const utcS = this.stamps.take(reader, row);
    if (utcS !== UNDECIDED && !this.stamp(row, utcS)) return;
    const amount = counter ? counter.take(reader.count, row) : reader.count;
    if (Number.isNaN(amount)) this.refuse(row, counter!.reason);
    else if (amount !== WAITS) columns.tips[row] = amount;
  }

  /** Whether a label in a folder is another one than the first of its source, and no gauge's name tells whose it is. */
  private isOfAnother(label: string): boolean {
    if (this.source.folder === undefined || label === this.strange || this.isGauge(label)) return false;
    const isFirst = this.strange === undefined;
    this.strange ??= label;
    return !isFirst;
  }

  /** A line that is no reading. */
  rejectText(reason: RejectReason, text: string, label: string, isPartial: boolean): void {
    this.push({ line: this.line, reason, text, label }, isPartial);
  }

  rejectAt(line: number, reason: RejectReason, text: string, label: string): void {
    this.push({ line, reason, text, label }, false);
  }

  /** Hands on the rows up to those that wait, all of which lie before `position`; gives where what has to stay begins. */
  flushAt(position: number): number {
    const { rows } = this;
    if (rows.count - this.firstWaiting() > MOST_WAITING) this.letGo();
    const end = this.firstWaiting();
    const from = end < rows.count ? this.batchAt + rows.columns.offset[end]! : position;
    const line = end < rows.count ? this.lineAt(from) : this.line;
    const isNews = this.isFinished && rows.hasUnread && !this.isUnreadTold;
    if (end > 0 || rows.rejects.length > 0 || isNews) {
      const bytes = this.bytes.subarray(this.batchAt, from);
      const batch = rows.take({ source: this.source, bytes, firstLine: this.batchLine }, end, from - this.batchAt);
      if (batch.count > 0) this.lastStampS = batch.timeS.data[batch.count - 1];
      this.isUnreadTold ||= rows.hasUnread;
      this.stamps.shift(end);
      this.counter?.shift(end);
      this.made.push(batch);
    } else rows.rebase(from - this.batchAt);
    this.batchAt = from;
    this.batchLine = line;
    return from;
  }

  /** The source has ended: nothing waits any more. */
  finish(): void {
    if (this.isFinished) return;
    this.isFinished = true;
    this.letGo();
    this.flushAt(this.bytes.length);
  }

  batches(): ReadingBatch[] {
    const { made } = this;
    this.made = [];
    return made;
  }

  /** Rows that wait are decided by what is known. */
  letGo(): void {
    this.stamps.end();
    this.counter?.end();
  }

  private firstWaiting(): number {
    return Math.min(this.stamps.firstWaiting, this.counter?.firstWaiting ?? Infinity, this.rows.count);
  }

  /** Sets a row's stamp; false where that cannot be. */
  private stamp(row: number, utcS: number): boolean {
    if (utcS >= this.notBeforeS && utcS <= this.notAfterS) {
      this.rows.columns.timeS[row] = utcS;
      return true;
    }
    this.refuse(
      row,
      Number.isNaN(utcS) ? 'time-skipped' : utcS < this.notBeforeS ? 'clock-before-start' : 'clock-ahead',
    );
    return false;
  }

  private refuse(row: number, reason: RejectReason): void {
    const { rows, bytes, batchAt } = this;
    if (!rows.strike(row)) return;
    const at = batchAt + rows.columns.offset[row]!;
    const raw = bytes.subarray(at, endOfLine(bytes, at));
    const text = decodeText(raw).replace(/^\ufeff+/, '');
    this.push({ line: this.lineAt(at), reason, text, label: rows.labelOf(row) }, !isUtf8(raw));
  }

  private push(reject: Pick<Reject, 'line' | 'reason' | 'text' | 'label'>, isPartial: boolean): void {
    const { rows, source } = this;
    const afterS = rows.lastStampS ?? this.lastStampS;
    rows.rejects.push({ source, ...reject, ...(isPartial ? { partial: true } : {}), afterS });
    if (rows.rejects.length >= BATCH_ROWS && rows.count === 0) this.flushRejects();
  }

  /** Rejects alone, which need no bytes. */
  private flushRejects(): void {
    const origin = { source: this.source, bytes: new Uint8Array(0), firstLine: this.line };
    this.made.push(this.rows.take(origin, 0, 0));
  }

  /** The number of the line at a place of the bytes. */
  private lineAt(at: number): number {
    if (at < this.cursor.at || this.cursor.at < this.batchAt) this.cursor = { at: this.batchAt, line: this.batchLine };
    this.cursor.line += countLineEnds(this.bytes, this.cursor.at, at);
    this.cursor.at = at;
    return this.cursor.line;
  }
}
