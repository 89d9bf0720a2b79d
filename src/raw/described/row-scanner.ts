import type { RejectReason } from '../../domain/reading.js';
import { afterLineEnd, CR, LF } from '../../kernels/line-ends.js';
import type { Description } from '../description/description.js';
import type { Layout } from './layout.js';
import { RowReader } from './row-reader.js';
import type { SourceRows } from './source-rows.js';

const QUOTE = 34;
const BLANK = 32;
const TAB = 9;

/** Scans lines of one layout, and puts those into the rows that are as usual. */
export class RowScanner {
  readonly reader: RowReader;
  private roles = new Uint8Array(0);
  private places = new Uint8Array(0);
  private lastNeeded = 0;
  private readonly delimiter: number;
  private readonly isByBlanks: boolean;
  /** Lines that begin so are left to the careful parser. */
  private readonly marks: readonly Buffer[];

  constructor(
    { delimiter, comment, begin, ...rest }: Description,
    private readonly rows: SourceRows,
  ) {
    this.reader = new RowReader({ delimiter, comment, ...rest });
    this.delimiter = delimiter.charCodeAt(0);
    this.isByBlanks = delimiter === ' ';
    this.marks = [...comment, ...(begin === undefined ? [] : [begin])].map((text) => Buffer.from(text));
  }

  use({ roles, timePlace, lastNeeded }: Layout): void {
    this.roles = roles as Uint8Array<ArrayBuffer>;
    this.places = timePlace as Uint8Array<ArrayBuffer>;
    this.lastNeeded = lastNeeded;
  }

  /** Scans the line at `at`, which has an end; gives where the next one begins, or -1 where this one is not as usual. */
  scan(bytes: Uint8Array, at: number): number {
    const { reader, roles, places, delimiter, marks } = this;
    for (let i = 0; i < marks.length; i++) if (startsWith(bytes, at, marks[i]!)) return -1;
    reader.begin();
    let p = at;
    if (this.isByBlanks) while (bytes[p] === BLANK) p++;
    let byte: number;
    let column = 0;
    for (;;) {
      let start = p;
      let end;
      if (bytes[p] === QUOTE) {
        start = ++p;
        byte = bytes[p]!;
        while (byte !== QUOTE && byte !== LF && byte !== CR) byte = bytes[++p]!;
        if (byte !== QUOTE) return -1;
        end = p;
        byte = bytes[++p]!;
        if (byte !== delimiter && byte !== LF && byte !== CR) return -1;
      } else {
        byte = bytes[p]!;
        while (byte !== delimiter && byte !== LF && byte !== CR) byte = bytes[++p]!;
        end = p;
      }
      const role = roles[column]!;
      if (role !== 0) {
        while (start < end && (bytes[start] === BLANK || bytes[start] === TAB)) start++;
        while (start < end && (bytes[end - 1] === BLANK || bytes[end - 1] === TAB)) end--;
        if (!reader.field(bytes, start, end, role, places[column]!)) return -1;
      }
      column++;
      if (byte !== delimiter) break;
      p++;
      if (this.isByBlanks) while (bytes[p] === BLANK) p++;
      if (column === roles.length) {
        while (bytes[p] !== LF && bytes[p] !== CR) p++;
        break;
      }
    }
    if (column <= this.lastNeeded || reader.isOther || reader.isPassed || !reader.finishTime()) return -1;
    this.rows.add(reader, at, true);
    this.rows.line++;
    return afterLineEnd(bytes, p);
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
