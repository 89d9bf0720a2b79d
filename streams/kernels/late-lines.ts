import { isUtf8 } from 'node:buffer';
import type { CalibratedBatch, Reject, Source } from '../../src/domain/reading.js';
import { endOfLine } from '../../src/kernels/line-ends.js';
import { labelOf } from './line-fields.js';
import type { Origins } from './origins.js';
import { decodeText } from '../../src/kernels/decode-text.js';
import type { Spill } from './spill.js';

/** Bytes gathered before they go to the spill. */
const PAGE_BYTES = 16_384;
const HEADER_BYTES = 16;

/** Where the late lines of a year lie in the spill. */
export interface LatePages {
  readonly pages: readonly { readonly position: number; readonly bytes: number }[];
}

/**
 * The lines of readings whose minute was seen before: only such a reading can turn out to be a conflict, and only then
 * is its line, as received, needed again. Everything else travels as numbers alone.
 */
export class LateLines {
  private readonly pages: { position: number; bytes: number }[] = [];
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
    if (this.used > 0)
      this.pages.push({ position: this.spill.append(this.page.subarray(0, this.used)), bytes: this.used });
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
