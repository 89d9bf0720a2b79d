import { isUtf8 } from 'node:buffer';
import type { LaterSource, ReadingBatch, RejectReason, Source, SourceChunk } from '../src/domain/reading.js';
import { expand, type Stage } from './highland.js';
import { LabelTable } from './kernels/label-table.js';
import { decodeText, isBlank, labelOf, MAX_LINE_BYTES, OVERLONG_TEXT_BYTES, parseLine } from './kernels/parse-line.js';
import { lineScanner, type LineScanner } from './kernels/line-scanner.js';
import type { Origin, ReadingColumns } from './kernels/reading-columns.js';

const LF = 10;
const CR = 13;
const BOM_BYTES = 3;
/** What a line may carry beyond its length: a byte order mark and a CR. */
const UNCOUNTED_BYTES = BOM_BYTES + 1;
const NONE = new Uint8Array(0);
const NONE_LATER: readonly LaterSource[] = [];

export interface ParseOptions {
  /** Stamps before this are clock faults, Unix seconds. */
  readonly notBeforeS: number;
  /** Stamps after this are clock faults, Unix seconds. */
  readonly notAfterS: number;
}

/**
 * Bytes → readings. In: pieces of sources, of any length. Out: batches of at most 8,192 readings in the order received,
 * each with the lines of that stretch that could not be used; where a piece ends inside a line makes no difference.
 *
 * A line is `label, stamp, tips[, wind[, battery]]`; LF or CRLF; blanks around fields, blank lines, a byte order mark
 * and a missing last newline are fine. Memory: one piece and one unfinished line of at most 64 KiB (a longer one is
 * rejected by its first 256 bytes). Never fails: what cannot be used is a `Reject` with its reason.
 */
export function parse(options: ParseOptions): Stage<SourceChunk, ReadingBatch> {
  return (input) => expand(readingParser(options))(input);
}

/** Makes what scans usual lines. */
type OpenScanner = (labels: LabelTable, options: ParseOptions) => LineScanner;

/** The parser without its stream: pieces in, batches out. */
export function readingParser(
  options: ParseOptions,
  openScanner: OpenScanner = lineScanner,
): (chunk: SourceChunk) => ReadingBatch[] {
  const parser = new Parser(options, openScanner);
  return (chunk) => parser.take(chunk);
}

/** A line as text, and whether that is all of it. */
interface LineText {
  readonly text: string;
  readonly isWhole: boolean;
  readonly label: string;
}

class Parser {
  private readonly gathered: ReadingColumns;
  private readonly labels = new LabelTable();
  private readonly scanner: LineScanner;
  private readonly range: ParseOptions;
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
  /** The unfinished last line of the piece before; of an over-long one, its beginning. */
  private carry: Uint8Array = NONE;
  private overlong = false;
  private batches: ReadingBatch[] = [];

  constructor({ notBeforeS, notAfterS }: ParseOptions, openScanner: OpenScanner) {
    this.range = { notBeforeS, notAfterS: Math.min(notAfterS, 0xffffffff) };
    this.scanner = openScanner(this.labels, this.range);
    this.gathered = this.scanner.gathered;
  }

  take({ source, bytes, end, later = NONE_LATER }: SourceChunk): ReadingBatch[] {
    if (source !== this.source) this.start(source, 0);
    this.later = later;
    this.begun = 0;
    this.batches = [];
    let at = 0;
    if (this.carry.length > 0 || this.overlong) at = this.finishCarriedLine(bytes);
    if (at < bytes.length) {
      const bodyEnd = bytes.lastIndexOf(LF) + 1;
      if (bodyEnd > at) this.scan(bytes, at, bodyEnd);
      this.keep(bytes.subarray(Math.max(at, bodyEnd)));
    }
    if (end) {
      if (this.carry.length > 0 || this.overlong) this.lastLine();
      this.source = undefined;
    }
    return this.batches;
  }

  private start(source: Source, at: number): void {
    this.source = source;
    this.sourceStart = at;
    this.line = 1;
    this.lastStampS = undefined;
    this.carry = NONE;
    this.overlong = false;
  }

  /** Completes the carried line with the beginning of a piece; gives where the next line starts. */
  private finishCarriedLine(bytes: Uint8Array): number {
    const lineFeed = bytes.indexOf(LF);
    const stop = lineFeed < 0 ? bytes.length : lineFeed;
    this.keep(bytes.subarray(0, stop));
    if (lineFeed >= 0) this.lastLine();
    return lineFeed < 0 ? bytes.length : lineFeed + 1;
  }

  /** Adds the beginning of an unfinished line to what is carried, without ever holding more than the longest line. */
  private keep(part: Uint8Array): void {
    if (part.length === 0 || this.overlong) return;
    const length = this.carry.length + part.length;
    this.overlong = length > MAX_LINE_BYTES + UNCOUNTED_BYTES;
    const joined = new Uint8Array(
      this.overlong ? Math.max(this.carry.length, OVERLONG_TEXT_BYTES + BOM_BYTES) : length,
    );
    joined.set(this.carry);
    joined.set(part.subarray(0, joined.length - this.carry.length), this.carry.length);
    this.carry = joined;
  }

  /** Takes the carried line as whole. */
  private lastLine(): void {
    const { carry } = this;
    this.carry = NONE;
    const origin = { source: this.source!, bytes: carry, firstLine: this.line };
    this.careful(carry, 0, carry.length, this.overlong);
    this.overlong = false;
    this.flush(origin, 0);
  }

  /** All lines of `bytes[at, end)`, which ends with a line feed. */
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
        this.line += this.gathered.count - before;
        this.reach(bytes, position);
        if (position < end && !isFull()) {
          const lineFeed = bytes.indexOf(LF, position);
          this.careful(bytes, position, lineFeed, false, batchStart);
          position = lineFeed + 1;
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
    for (let at = bytes.indexOf(LF, start); at >= 0 && at < position; at = bytes.indexOf(LF, at + 1)) this.line++;
  }

  /** One line, `bytes[start, lineEnd)`, by the careful parser; its offset counts from `base`. */
  private careful(bytes: Uint8Array, start: number, lineEnd: number, cut: boolean, base = 0): void {
    const stop = lineEnd > start && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    const lineNumber = this.line++;
    const hasBom = lineNumber === 1 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
    const textStart = hasBom ? start + BOM_BYTES : start;
    if (cut || stop - textStart > MAX_LINE_BYTES) {
      const text = decodeText(bytes.subarray(textStart, textStart + OVERLONG_TEXT_BYTES));
      this.reject(lineNumber, 'line-too-long', { text, isWhole: false, label: labelOf(text) }, base);
      return;
    }
    const text = decodeText(bytes.subarray(textStart, stop));
    if (isBlank(text)) return;
    const gaugeKnown = this.source!.folder !== undefined;
    const parsed = parseLine(text, { gaugeKnown, ...this.range });
    if (parsed.reason !== undefined) {
      const isWhole = isUtf8(bytes.subarray(textStart, stop));
      this.reject(lineNumber, parsed.reason, { text, isWhole, label: parsed.label }, base);
      return;
    }
    const { columns } = this.gathered;
    const row = this.gathered.count++;
    columns.timeS[row] = parsed.stampS;
    columns.tips[row] = parsed.tips;
    columns.wind[row] = parsed.wind;
    columns.battery[row] = parsed.battery;
    columns.label[row] = this.labels.codeOf(parsed.label);
    columns.offset[row] = textStart - base;
  }

  private reject(line: number, reason: RejectReason, { text, isWhole, label }: LineText, base: number): void {
    this.gathered.rejects.push({
      source: this.source!,
      line,
      reason,
      text,
      ...(isWhole ? {} : { partial: true }),
      label,
      afterS: this.stampBefore(base),
    });
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

/** Where later sources start in a part of the piece. */
function shifted(later: readonly LaterSource[], base: number): readonly LaterSource[] | undefined {
  if (later.length === 0) return undefined;
  return base === 0 ? later : later.map(({ source, start }) => ({ source, start: start - base }));
}
