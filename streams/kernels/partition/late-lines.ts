import { isUtf8 } from 'node:buffer';
import type { CalibratedBatch, Reject, Source } from '../../../src/domain/readings/reading.js';
import { endOfLine } from '../../../src/kernels/line-ends.js';
import { labelOf } from '../../../src/raw/network-line/line-fields.js';
import type { Origins } from '../filter/origins.js';
import { decodeText } from '../../../src/kernels/decode-text.js';
import type { Spill } from './spill.js';

/** Bytes gathered before they go to the spill. */
const PAGE_BYTES = 16_384;
const HEADER_BYTES = 16;

/** Where lines of a year lie in the spill, in the order of arrival. */
export interface LatePages {
  readonly pages: readonly LatePage[];
}

interface LatePage {
  readonly position: number;
  readonly bytes: number;
  /** The first of its lines: the place of its reading in the order of arrival. */
  readonly first: number;
}

/**
 * The lines of readings whose minute was seen before: only such a reading can turn out to be a conflict, and only then
 * is its line, as received, needed again. Everything else travels as numbers alone.
 */
export class LateLines {
  private readonly pages: LatePage[] = [];
  private page = Buffer.allocUnsafe(0);
  private used = 0;
  private source: Source | undefined;
  private name: Uint8Array = this.page;

  constructor(private readonly spill: Spill) {}

  /** Keeps the line of row `row` of a batch. `ordinal` is the reading's place in its year's order of arrival. */
  keep(ordinal: number, batch: CalibratedBatch, row: number, origins: Origins): void {
    const { bytes } = batch;
    const line = origins.lineOf(row);
    const start = batch.offset.data[row]!;
    const end = endOfLine(bytes, start);
    const name = this.nameOf(origins.source);
    const size = HEADER_BYTES + name.length + end - start;
    if (this.used + size > this.page.length) this.turnPage(size);
    const { page, used } = this;
    page.writeUInt32LE(ordinal, used);
    page.writeUInt32LE(line, used + 4);
    page.writeUInt32LE(name.length, used + 8);
    page.writeUInt32LE(end - start, used + 12);
    page.set(name, used + HEADER_BYTES);
    page.set(bytes.subarray(start, end), used + HEADER_BYTES + name.length);
    this.used += size;
  }

  /** The source's name as bytes; late lines come many to a source. */
  private nameOf(source: Source): Uint8Array {
    if (source !== this.source) this.name = Buffer.from(source.name);
    this.source = source;
    return this.name;
  }

  /** Everything so far. */
  seal(): LatePages {
    this.turnPage(0);
    return { pages: [...this.pages] };
  }

  private turnPage(needed: number): void {
    if (this.used > 0) {
      const position = this.spill.append(this.page.subarray(0, this.used));
      this.pages.push({ position, bytes: this.used, first: this.page.readUInt32LE(0) });
    }
    this.used = 0;
    if (needed === 0) this.page = Buffer.allocUnsafe(0);
    else if (this.page.length < needed) this.page = Buffer.allocUnsafe(Math.max(PAGE_BYTES, needed));
  }
}

/** The conflicts among the late lines: those with the given ordinals (ascending), in order, one page in memory. */
export function* conflictsAmong(
  late: LatePages,
  spill: Spill,
  ordinals: Uint32Array,
): Generator<Reject, void, undefined> {
  let next = 0;
  for (const { position, bytes } of late.pages) {
    if (next === ordinals.length) break;
    const page = Buffer.allocUnsafe(bytes);
    spill.read(position, page);
    for (let at = 0; at < bytes && next < ordinals.length;) {
      const ordinal = page.readUInt32LE(at);
      const nameEnd = at + HEADER_BYTES + page.readUInt32LE(at + 8);
      const textEnd = nameEnd + page.readUInt32LE(at + 12);
      if (ordinal === ordinals[next]) {
        const bytes = page.subarray(nameEnd, textEnd);
        const text = decodeText(bytes);
        const source = { name: page.toString('utf8', at + HEADER_BYTES, nameEnd), folder: undefined };
        yield {
          source,
          line: page.readUInt32LE(at + 4),
          reason: 'conflict',
          text,
          ...(isUtf8(bytes) ? {} : { partial: true }),
          label: labelOf(text),
          afterS: undefined,
        };
        next++;
      }
      at = textEnd;
    }
  }
  if (next < ordinals.length) throw new Error(`late-lines: ${ordinals.length - next} conflicts without their lines`);
}

/** Finds lines by the places of their readings in the order of arrival; memory: one page. */
export class LineFinder {
  private read: { readonly page: LatePage; readonly bytes: Buffer } | undefined;

  constructor(
    private readonly late: LatePages,
    private readonly spill: Spill,
  ) {}

  /** undefined where the line was not kept. */
  textAt(ordinal: number): string | undefined {
    const page = this.pageOf(ordinal);
    if (!page) return undefined;
    const bytes = this.bytesOf(page);
    for (let at = 0; at < page.bytes;) {
      const nameEnd = at + HEADER_BYTES + bytes.readUInt32LE(at + 8);
      const textEnd = nameEnd + bytes.readUInt32LE(at + 12);
      if (bytes.readUInt32LE(at) === ordinal) return decodeText(bytes.subarray(nameEnd, textEnd));
      at = textEnd;
    }
    return undefined;
  }

  /** The last page that begins at or before an ordinal. */
  private pageOf(ordinal: number): LatePage | undefined {
    const { pages } = this.late;
    let start = 0;
    for (let end = pages.length; start < end;) {
      const middle = (start + end) >>> 1;
      if (pages[middle]!.first <= ordinal) start = middle + 1;
      else end = middle;
    }
    return pages[start - 1];
  }

  private bytesOf(page: LatePage): Buffer {
    if (this.read?.page === page) return this.read.bytes;
    const bytes = Buffer.allocUnsafe(page.bytes);
    this.spill.read(page.position, bytes);
    this.read = { page, bytes };
    return bytes;
  }
}
