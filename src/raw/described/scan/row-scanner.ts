import type { RejectReason } from '../../../domain/readings/reading.js';
import { compileScanner, type CompiledScanner } from './compiled-scanner.js';
import { FOUND } from './scanner-code.js';
import { afterLineEnd, CR, LF } from '../../../kernels/line-ends.js';
import type { Description } from '../../description/description.js';
import { FieldCounts } from './field-counts.js';
import type { Layout } from './layout.js';
import { RowReader } from './row-reader.js';
import type { SourceRows } from '../source-rows.js';

/** Lines of one layout after which a scanner for it is compiled. */
const COMPILED_AFTER_LINES = 200;
const QUOTE = 34;
const BLANK = 32;
const TAB = 9;

/** Scans lines of one layout, and puts those into the rows that are as usual. */
export class RowScanner {
  readonly reader: RowReader;
  /** A line with more fields than others is not as usual. */
  readonly counts: FieldCounts;
  private roles = new Uint8Array(0);
  /** The columns that are read, in order. */
  private read = new Uint16Array(0);
  private places = new Uint8Array(0);
  private lastNeeded = 0;
  private readonly delimiter: number;
  private readonly isByBlanks: boolean;
  /** 1 for bytes that end a field without quotes. */
  private readonly ends = new Uint8Array(256);
  private layout: Layout | undefined;
  /** Made once as many lines of a layout were read as make it worth it; undefined where it cannot be made. */
  private compiled: CompiledScanner | undefined;
  private linesOfLayout = 0;
  private readonly scanners = new Map<string, CompiledScanner | undefined>();
  /** Lines that begin so are left to the careful parser. */
  private readonly marks: readonly Buffer[];

  constructor(
    private readonly description: Description,
    private readonly rows: SourceRows,
    /** Called for lines that are no readings by the description. */
    private readonly onPassed: () => void,
  ) {
    const { delimiter, comment, begin } = description;
    this.reader = new RowReader(description);
    this.counts = new FieldCounts(description);
    this.delimiter = delimiter.charCodeAt(0);
    this.isByBlanks = delimiter === ' ';
    for (const byte of [this.delimiter, LF, CR]) this.ends[byte] = 1;
    this.marks = [...comment, ...(begin === undefined ? [] : [begin])].map((text) => Buffer.from(text));
  }

  use(layout: Layout): void {
    const { roles, timePlace, lastNeeded } = layout;
    this.layout = layout;
    this.compiled = undefined;
    this.linesOfLayout = 0;
    this.roles = roles as Uint8Array<ArrayBuffer>;
    this.places = timePlace as Uint8Array<ArrayBuffer>;
    this.lastNeeded = lastNeeded;
    this.read = Uint16Array.from([...roles.keys()].filter((column) => roles[column] !== 0));
  }

  /** Scans the line at `at`, which has an end; gives where the next one begins, or -1 where this one is not as usual. */
  scan(bytes: Uint8Array, at: number): number {
    const { compiled } = this;
    if (compiled) {
      this.reader.key = NaN;
      compiled.found[FOUND.fields] = this.counts.most;
      const next = compiled.scan(bytes, at);
      if (next > 0 && compiled.found[FOUND.passed] === 1) return this.passed(next);
      if (next > 0 && this.reader.found(compiled.found)) {
        this.rows.add(this.reader, at, true);
        this.rows.line++;
        return next;
      }
    }
    return this.interpret(bytes, at);
  }

  /** The same, of any layout. */
  private interpret(bytes: Uint8Array, at: number): number {
    const { reader, roles, places, read, ends, delimiter, marks, isByBlanks } = this;
    for (let i = 0; i < marks.length; i++) if (startsWith(bytes, at, marks[i]!)) return -1;
    reader.begin();
    let p = at;
    if (isByBlanks) while (bytes[p] === BLANK) p++;
    let column = -1;
    let byte = delimiter;
    for (let i = 0; i < read.length; i++) {
      const wanted = read[i]!;
      let start = p;
      let end = p;
      // To the end of the wanted column, or of the line.
      while (column < wanted && byte === delimiter) {
        if (column >= 0) p++;
        if (isByBlanks) while (bytes[p] === BLANK) p++;
        start = p;
        byte = bytes[p]!;
        if (byte === QUOTE) {
          start = ++p;
          byte = bytes[p]!;
          while (byte !== QUOTE && byte !== LF && byte !== CR) byte = bytes[++p]!;
          if (byte !== QUOTE) return -1;
          end = p;
          byte = bytes[++p]!;
          if (ends[byte] === 0) return -1;
        } else {
          while (ends[byte] === 0) byte = bytes[++p]!;
          end = p;
        }
        column++;
      }
      if (column < wanted) break;
      while (start < end && (bytes[start] === BLANK || bytes[start] === TAB)) start++;
      while (start < end && (bytes[end - 1] === BLANK || bytes[end - 1] === TAB)) end--;
      if (!reader.field(bytes, start, end, roles[wanted]!, places[wanted]!)) return -1;
    }
    if (reader.isOther) return -1;
    column++;
    let more = byte === delimiter && !this.isLastBlank(bytes, p) ? 1 : 0;
    let quotes = 0;
    while (byte !== LF && byte !== CR) {
      byte = bytes[++p]!;
      if (byte === delimiter && !this.isLastBlank(bytes, p)) more++;
      else if (byte === QUOTE) quotes++;
    }
    if (quotes % 2 === 1) return -1;
    if (this.isByBlanks && column + more < this.counts.most) return -1;
    if (column <= this.lastNeeded || (more > 0 && column + more > this.counts.most) || !reader.finishTime()) return -1;
    if (reader.isPassed) return this.passed(afterLineEnd(bytes, p));
    this.rows.add(reader, at, true);
    this.rows.line++;
    if (++this.linesOfLayout === COMPILED_AFTER_LINES) this.compile();
    return afterLineEnd(bytes, p);
  }

  /** Whether a blank among delimiters that are blanks comes before another one, or the end of its line. */
  private isLastBlank(bytes: Uint8Array, at: number): boolean {
    const next = bytes[at + 1];
    return this.isByBlanks && (next === BLANK || next === LF || next === CR);
  }

  private passed(next: number): number {
    this.onPassed();
    this.rows.line++;
    return next;
  }

  private compile(): void {
    const { reader, description, scanners } = this;
    const layout = this.layout!;
    const parts = reader.compilable;
    if (!parts) return;
    const key = `${layout.roles.join()} ${layout.timePlace.join()} ${layout.lastNeeded} ${reader.formOfTime}`;
    if (!scanners.has(key)) scanners.set(key, compileScanner({ description, layout, ...parts }, reader));
    this.compiled = scanners.get(key);
  }

  /** Reads the fields of a line; gives why it is none, where it is none. */
  readFields(fields: readonly string[]): RejectReason | undefined {
    const { reader, roles, places } = this;
    reader.begin();
    let found: RejectReason | undefined;
    for (let i = 0; i < roles.length && i < fields.length; i++) {
      if (roles[i] === 0) continue;
      found ??= reader.text(fields[i]!, roles[i]!, places[i]!);
    }
    if (reader.isOther) return undefined;
    if (fields.length <= this.lastNeeded) return 'columns-missing';
    if (found === undefined && !reader.finishTime()) found = 'time-not-understood';
    if (found !== undefined || reader.isPassed) return found;
    return Number.isNaN(reader.count) ? reader.reason : undefined;
  }

  /** Whether the last field of a line is one that is read: half of it may be missing. */
  isLastRead(count: number): boolean {
    return (this.roles[count - 1] ?? 0) !== 0;
  }
}

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
