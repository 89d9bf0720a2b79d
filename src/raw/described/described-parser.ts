import { isUtf8 } from 'node:buffer';
import type { StampRules } from '../../domain/readings/raw-form.js';
import type { ReadingBatch, RejectReason, Source, SourceChunk } from '../../domain/readings/reading.js';
import { decodeText, MAX_LINE_BYTES, OVERLONG_TEXT_BYTES } from '../../kernels/decode-text.js';
import { afterLineEnd, CR, endOfLine, lastLineStart } from '../../kernels/line-ends.js';
import type { Description } from '../description/description.js';
import { hasDecimalComma } from './scan/decimal-comma.js';
import { Decoder } from './decoder.js';
import { fixedZone, namedZone, type Zone } from './time/zone.js';
import { Head } from './head/head.js';
import { HeadLines } from './head/head-lines.js';
import { labelOfSource, zoneInHeader, type LabelRules } from './head/head-facts.js';
import { fieldsOfLine, isEmptyLine } from './scan/line-reader.js';
import { RowScanner } from './scan/row-scanner.js';
import { SourceRows } from './source-rows.js';

const NOTHING = new Uint8Array(0);
const BOM = '\ufeff';

/**
 * Parses the files of one description. Usual lines are scanned where they lie (`RowScanner`), all others go to csv-parse. Every line is a reading, rejected with
 * its reason, or none by the description: blank, a comment, of the head, of another table, without a value where it need have none.
 * Memory: one piece, an unfinished line, and lines whose time or amount those after them tell.
 */
export class DescribedParser {
  private readonly rows: SourceRows;
  private readonly scanner: RowScanner;
  private readonly head: Head;
  private readonly headLines: HeadLines;
  private readonly decoder: Decoder;
  private readonly ownZone: Zone | undefined;
  private source: Source | undefined;
  private label = '';
  /** Whether the next reading is the first under its head. */
  private isFirst = true;
  /** Whether the head says that what follows is of another table. */
  private isOther = false;
  /** What is left of the pieces before, and where in it the next line begins. */
  private carry: Uint8Array = NOTHING;
  private resumeAt = 0;
  /** Whether the line that goes on is longer than any that is looked at: all of it is passed over. */
  private isOverlong = false;

  constructor(
    private readonly description: Description,
    rules: StampRules,
    private readonly labels: LabelRules = {},
  ) {
    this.rows = new SourceRows(description, rules, labels.isGauge);
    this.head = new Head(description);
    this.headLines = new HeadLines(this.head, this.rows, {
      onUnread: () => this.noteUnread(),
      isReading: (text) => this.isReading(text),
    });
    this.scanner = new RowScanner(description, this.rows, () => this.noteUnread());
    this.decoder = new Decoder(description.encoding);
    const { zone } = description.time;
    this.ownZone = typeof zone === 'number' ? fixedZone(zone) : typeof zone === 'string' ? namedZone(zone) : undefined;
  }

  take({ source, bytes: piece, end }: SourceChunk): ReadingBatch[] {
    const { rows } = this;
    if (source !== this.source) {
      // One that was broken off keeps what came of it, but for its unfinished line.
      if (this.source) this.finish();
      this.start(source);
    }
    const fresh = this.decoder.decode(piece, end);
    const bytes = this.carry.length === 0 ? fresh : Buffer.concat([this.carry, fresh]);
    let at = this.resumeAt;
    rows.open(bytes);
    if (this.isOverlong) at = this.passOverlong(bytes, at, end);
    // A line feed may follow, which would be the rest of a line end.
    const sure = !end && bytes[bytes.length - 1] === CR ? bytes.subarray(0, -1) : bytes;
    const bodyEnd = Math.max(at, lastLineStart(sure, at));
    if (bodyEnd > at) this.lines(bytes, at, bodyEnd);
    if (end) {
      if (bodyEnd < bytes.length) this.careful(bytes, bodyEnd, bytes.length, false);
      this.finish();
      return rows.batches();
    }
    this.keepRest(bytes, bodyEnd);
    return rows.batches();
  }

  /** Whether a header with all columns was found. */
  get hasHeader(): boolean {
    return this.description.header.by !== 'none' && this.head.layout !== undefined;
  }

  private start(source: Source): void {
    this.source = source;
    this.rows.start(source);
    this.head.begin();
    this.decoder.start();
    this.headLines.start();
    this.label = source.folder ?? '';
    this.isFirst = true;
    this.scanner.counts.begin();
    this.carry = NOTHING;
    this.resumeAt = 0;
    this.isOverlong = false;
  }

  private finish(): void {
    this.headLines.reject(this.label);
    this.rows.finish();
    this.source = undefined;
    this.carry = NOTHING;
  }

  /** Keeps the line that is not finished, and those that wait, for the next piece. */
  private keepRest(bytes: Uint8Array, bodyEnd: number): void {
    const { rows } = this;
    if (bytes.length - bodyEnd > MAX_LINE_BYTES + 3) {
      this.overlong(bytes, bodyEnd);
      rows.letGo();
      rows.flushAt(bytes.length);
      this.carry = NOTHING;
      this.resumeAt = 0;
      this.isOverlong = true;
      return;
    }
    const from = rows.flushAt(bodyEnd);
    this.carry = bytes.slice(from);
    this.resumeAt = bodyEnd - from;
  }

  private overlong(bytes: Uint8Array, at: number): void {
    this.rows.rejectText('line-too-long', decodeText(bytes.subarray(at, at + OVERLONG_TEXT_BYTES)), this.label, true);
  }

  /** Passes over what is left of a line that is too long. */
  private passOverlong(bytes: Uint8Array, at: number, isLast: boolean): number {
    const stop = endOfLine(bytes, at);
    if (stop === bytes.length || (!isLast && bytes[stop] === CR && stop + 1 === bytes.length)) return stop;
    this.isOverlong = false;
    this.rows.line++;
    return afterLineEnd(bytes, stop);
  }

  /** All lines of `bytes[at, end)`, which ends with a line end. */
  private lines(bytes: Uint8Array, at: number, end: number): void {
    const { rows, scanner, head } = this;
    for (let p = at; p < end;) {
      if (!head.isOpen && !this.isFirst && !this.isOther && rows.stamps.zone) {
        const next = scanner.scan(bytes, p);
        if (next > 0) {
          p = next;
          continue;
        }
      }
      const stop = endOfLine(bytes, p);
      this.careful(bytes, p, stop, true);
      p = afterLineEnd(bytes, stop);
    }
  }

  /** One line, whatever it is. */
  private careful(bytes: Uint8Array, start: number, end: number, isEnded: boolean): void {
    const { rows, head, description } = this;
    if (end - start > MAX_LINE_BYTES + 3) {
      this.overlong(bytes, start);
      rows.line++;
      return;
    }
    const raw = bytes.subarray(start, end);
    let text = decodeText(raw);
    while (text.startsWith(BOM)) text = text.slice(1);
    const isBlank = isEmptyLine(text, description.delimiter);
    if (description.begin !== undefined && text.startsWith(description.begin)) this.beginAnew();
    if (isBlank && !head.isOpen) this.pass('');
    else if (text.includes('\0')) this.rows.rejectText('nul-bytes', text, this.label, !isUtf8(raw));
    else if (description.comment.some((sign) => text.startsWith(sign))) this.comment(text);
    else if (head.isOpen && this.headLines.take(text, isBlank, this.label)) this.pass('');
    else if (isBlank) this.pass('');
    else this.data(text, raw, start, isEnded);
    rows.line++;
  }

  private beginAnew(): void {
    this.headLines.reject(this.label);
    this.head.begin();
    this.isFirst = true;
  }

  /** A comment counts among the lines of a head whose lines are counted. */
  private comment(text: string): void {
    const { head, description } = this;
    this.pass(text);
    const isCounted = head.isOpen && (description.header.by !== 'name' || head.layout !== undefined);
    if (isCounted) this.headLines.take(text, true, this.label);
    else if (this.isFirst) head.note(text);
  }

  /** Whether a line below the columns' names would be a reading, if it were not of the head. */
  private isReading(text: string): boolean {
    const { description, scanner } = this;
    const fields = description.header.by === 'none' ? undefined : fieldsOfLine(text, description.delimiter);
    if (!fields) return false;
    this.useLayout();
    return scanner.readFields(fields) === undefined && !scanner.reader.isOther && !scanner.reader.isPassed;
  }

  /** A line that is no reading by the description. */
  private pass(text: string): void {
    if (text !== '') this.noteUnread();
  }

  private noteUnread(): void {
    if (this.description.ignore !== 'all') this.rows.hasUnread = true;
  }

  private data(text: string, raw: Uint8Array, start: number, isEnded: boolean): void {
    const { description, rows, scanner, head } = this;
    if (this.isFirst) this.beginReadings();
    if (this.isOther) {
      this.pass(text);
      return;
    }
    scanner.reader.begin();
    const layout = head.layout!;
    const reject = (reason: RejectReason): void => rows.rejectText(reason, text, this.labelNow, !isUtf8(raw));
    const fields = fieldsOfLine(text, description.delimiter);
    if (!fields) reject('quote-not-closed');
    else if (!isEnded && scanner.counts.isCutOff(fields, text, layout)) reject('cut-off');
    else if (rows.stamps.zone === undefined) reject('no-zone');
    else {
      const isShifted = scanner.counts.isShifted(fields, text, layout);
      const isComma = hasDecimalComma(fields, layout, description, scanner.counts.most);
      const reason = scanner.readFields(fields);
      if (!scanner.reader.isOther && !isComma && scanner.counts.note(fields, text, layout)) this.noteUnread();
      if (reason !== undefined && head.isHeader(text, fields)) this.useLayout();
      else if (reason !== undefined) reject(reason);
      else if (scanner.reader.isOther || scanner.reader.isPassed) this.pass(text);
      else if (isComma) reject('decimal-comma');
      else if (isShifted) reject('columns-missing');
      else rows.add(scanner.reader, start, isEnded || !scanner.isLastRead(fields.length));
    }
  }

  /** What the head says of the readings under it. */
  private beginReadings(): void {
    const { description, head, rows, source } = this;
    this.isFirst = false;
    this.scanner.counts.begin();
    const { headOfRows } = description;
    this.isOther = headOfRows !== undefined && !head.texts.some((line) => headOfRows.test(line));
    this.label = labelOfSource(description, source!, head.texts, this.labels);
    this.scanner.reader.label = this.label;
    rows.stamps.zone = this.ownZone ?? zoneInHeader(description, head.texts);
    this.useLayout();
  }

  private useLayout(): void {
    const layout = this.head.layout!;
    if (layout.hasUnread) this.noteUnread();
    this.scanner.use(layout);
  }

  private get labelNow(): string {
    return this.description.gauge.by === 'column' ? this.scanner.reader.label : this.label;
  }
}
