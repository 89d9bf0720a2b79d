import { isUtf8 } from 'node:buffer';
import type { RawParser, StampRules } from '../../domain/readings/raw-form.js';
import type { LaterSource, ReadingBatch, Reject, Source, SourceChunk } from '../../domain/readings/reading.js';
import type { Origin, ReadingColumns } from '../../domain/readings/reading-columns.js';
import { decodeText, MAX_LINE_BYTES, OVERLONG_TEXT_BYTES } from '../../kernels/decode-text.js';
import { afterLineEnd, countLineEnds, CR, endOfLine, lastLineStart, LF } from '../../kernels/line-ends.js';
import { CarriedLine } from './carried-line.js';
import { LabelTable } from './label-table.js';
import { isBlank, labelOf } from './line-fields.js';
import { lineScanner, type LineScanner } from './line-scanner.js';
import { parseLine, type ParsedLine, type ParsedReading } from './parse-line.js';

const BOM_BYTES = 3;
/** Fields of the lines that the scanner takes. */
const USUAL_FIELDS = 5;
const NONE_LATER: readonly LaterSource[] = [];

/** Makes what scans usual lines. */
type OpenScanner = (labels: LabelTable, options: StampRules) => LineScanner;

/**
 * The parser of the network's own line. In: pieces of sources, of any length; out: batches of at most 8,192 readings in the
 * order received, each with the lines of that stretch that could not be used.
 *
 * A line is `label, stamp, tips[, wind[, battery]]`, with commas, or else semicolons or tabs; it ends with LF, CR LF or CR;
 * blanks around fields, blank lines, byte order marks where a line begins and a missing last line end are fine. A wind or
 * battery that is no number is missing, and the row `mended`. A last line without its end is rejected where it is shorter
 * than others of its source, else `provisional`.
 */
export function readingParser(options: StampRules, openScanner: OpenScanner = lineScanner): RawParser {
  const parser = new Parser(options, openScanner);
  return (chunk) => parser.take(chunk);
}

class Parser {
  private readonly gathered: ReadingColumns;
  private readonly labels = new LabelTable();
  private readonly scanner: LineScanner;
  private readonly range: StampRules;
  private source: Source | undefined;
  /** Where it starts in the piece. */
  private sourceStart = 0;
  /** Sources that begin further on in the piece, and how many of them have begun. */
  private later = NONE_LATER;
  private begun = 0;
  /** Number of the next line of the source. */
  private line = 1;
  /** Stamp of the last reading of the source that went into a batch before. */
  private lastStampS: number | undefined;
  /** Most fields of a reading of the source so far. */
  private mostFields = 0;
  /** The unfinished last line of the pieces before. */
  private readonly carry = new CarriedLine();
  /** Whether the piece before ended with a CR: a line feed now is the rest of that line end. */
  private endedWithCr = false;
  private batches: ReadingBatch[] = [];

  constructor({ notBeforeS, notAfterS }: StampRules, openScanner: OpenScanner) {
    this.range = { notBeforeS, notAfterS: Math.min(notAfterS, 0xffffffff) };
    this.scanner = openScanner(this.labels, this.range);
    this.gathered = this.scanner.gathered;
  }

  take({ source, bytes, end, later = NONE_LATER }: SourceChunk): ReadingBatch[] {
    if (source !== this.source) this.start(source, 0);
    this.later = later;
    this.begun = 0;
    this.batches = [];
    let at = this.endedWithCr && bytes[0] === LF ? 1 : 0;
    if (bytes.length > 0) this.endedWithCr = bytes[bytes.length - 1] === CR;
    if (!this.carry.isEmpty) at = this.finishCarriedLine(bytes);
    const bodyEnd = lastLineStart(bytes, at);
    if (bodyEnd > at) this.scan(bytes, at, bodyEnd);
    if (bodyEnd < bytes.length) this.carry.add(bytes.subarray(bodyEnd));
    if (end) {
      if (!this.carry.isEmpty) this.carriedLine(false);
      this.source = undefined;
    }
    return this.batches;
  }

  private start(source: Source, at: number): void {
    this.source = source;
    this.sourceStart = at;
    this.line = 1;
    this.lastStampS = undefined;
    this.mostFields = 0;
    this.carry.clear();
    this.endedWithCr = false;
  }

  /** Completes the carried line with the beginning of a piece; gives where the next line starts. */
  private finishCarriedLine(bytes: Uint8Array): number {
    const stop = endOfLine(bytes, 0);
    this.carry.add(bytes.subarray(0, stop));
    if (stop === bytes.length) return stop;
    this.carriedLine(true);
    return afterLineEnd(bytes, stop);
  }

  /** Takes the carried line, all of which has come, with its line end or without. */
  private carriedLine(isEnded: boolean): void {
    const { bytes, isOverlong } = this.carry.take();
    const origin = { source: this.source!, bytes, firstLine: this.line };
    this.careful({ bytes, start: 0, end: bytes.length, isOverlong, isEnded }, 0);
    this.flush(origin, 0);
  }

  /** All lines of `bytes[at, end)`, which ends with a line end. */
  private scan(bytes: Uint8Array, at: number, end: number): void {
    const { scanner } = this;
    const isFull = (): boolean => this.gathered.isFull;
    scanner.begin(bytes, at, end);
    let position = at;
    while (position < end) {
      const batchStart = position;
      const { source, line: firstLine, begun } = this;
      while (position < end && !isFull()) {
        const before = this.gathered.count;
        position = scanner.scan(position, batchStart);
        const taken = this.gathered.count - before;
        this.line += taken;
        if (taken > 0) this.mostFields = USUAL_FIELDS;
        this.reach(bytes, position);
        if (position < end && !isFull()) {
          const lineEnd = endOfLine(bytes, position);
          this.careful({ bytes, start: position, end: lineEnd, isOverlong: false, isEnded: true }, batchStart);
          position = afterLineEnd(bytes, lineEnd);
          this.reach(bytes, position);
        }
      }
      const later = shifted(this.later.slice(begun, this.begun), batchStart);
      this.flush({ source: source!, later, bytes: bytes.subarray(batchStart, position), firstLine }, batchStart);
    }
  }

  /** Goes on to the source that `position` is in. */
  private reach(bytes: Uint8Array, position: number): void {
    const { later } = this;
    if (this.begun === later.length || later[this.begun]!.start > position) return;
    do this.begun++;
    while (this.begun < later.length && later[this.begun]!.start <= position);
    const { source, start } = later[this.begun - 1]!;
    this.start(source, start);
    this.line += countLineEnds(bytes, start, position);
  }

  /** One line, by the careful parser; its offset counts from `base`. */
  private careful(line: LineBytes, base: number): void {
    const { bytes, start, end, isEnded } = line;
    const lineNumber = this.line++;
    const textStart = afterMark(bytes, start);
    if (line.isOverlong || end - textStart > MAX_LINE_BYTES) {
      const text = decodeText(bytes.subarray(textStart, textStart + OVERLONG_TEXT_BYTES));
      this.reject({ line: lineNumber, reason: 'line-too-long', text, partial: true, label: labelOf(text) }, base);
      return;
    }
    let first = textStart;
    for (let next = afterMark(bytes, first); next > first; next = afterMark(bytes, first)) first = next;
    const text = decodeText(bytes.subarray(first, end));
    if (isBlank(text)) return;
    const parsed = parseLine(text, { gaugeKnown: this.source!.folder !== undefined, ...this.range });
    const reason = !isEnded && this.isCutOff(parsed) ? 'cut-off' : parsed.reason;
    if (reason !== undefined) {
      const partial = isUtf8(bytes.subarray(first, end)) ? {} : ({ partial: true } as const);
      this.reject({ line: lineNumber, reason, text, ...partial, label: parsed.label }, base);
    } else this.keep(parsed as ParsedReading, first - base, isEnded);
  }

  /** Whether a line without its end lacks something that a reading before it in the source has. */
  private isCutOff({ fields, reason }: ParsedLine): boolean {
    return fields < this.mostFields || (this.mostFields > 0 && reason === 'tips-missing');
  }

  private keep(
    { stampS, tips, wind, battery, label, fields, isMended }: ParsedReading,
    offset: number,
    isEnded: boolean,
  ): void {
    const { gathered } = this;
    const { columns } = gathered;
    const row = gathered.count++;
    columns.timeS[row] = stampS;
    columns.tips[row] = tips;
    columns.wind[row] = wind;
    columns.battery[row] = battery;
    columns.label[row] = this.labels.codeOf(label);
    columns.offset[row] = offset;
    if (isMended) gathered.mended.push(row);
    if (!isEnded) gathered.provisional.push(row);
    this.mostFields = Math.max(this.mostFields, fields);
  }

  private reject(rejected: Omit<Reject, 'source' | 'afterS'>, base: number): void {
    this.gathered.rejects.push({ source: this.source!, ...rejected, afterS: this.stampBefore(base) });
  }

  /** Stamp of the last reading of the source, the offsets of those that are gathered counting from `base`. */
  private stampBefore(base: number): number | undefined {
    const { count, columns } = this.gathered;
    const isOfSource = count > 0 && base + columns.offset[count - 1]! >= this.sourceStart;
    return isOfSource ? columns.timeS[count - 1] : this.lastStampS;
  }

  /** Hands on what was gathered; offsets count from `base`. */
  private flush(origin: Origin, base: number): void {
    const { gathered, labels } = this;
    if (gathered.count + gathered.rejects.length === 0) return;
    this.lastStampS = this.stampBefore(base);
    this.batches.push(gathered.take(origin, labels.names));
    labels.startBatch();
  }
}

/** One line in its bytes, without its line end. */
interface LineBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Whether it is longer, and only its beginning is there. */
  readonly isOverlong: boolean;
  /** Whether it has a line end. */
  readonly isEnded: boolean;
}

/** The place behind a byte order mark; the same place where there is none. */
function afterMark(bytes: Uint8Array, at: number): number {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? at + BOM_BYTES : at;
}

/** Where later sources start in a part of the piece. */
function shifted(later: readonly LaterSource[], base: number): readonly LaterSource[] | undefined {
  if (later.length === 0) return undefined;
  return base === 0 ? later : later.map(({ source, start }) => ({ source, start: start - base }));
}
