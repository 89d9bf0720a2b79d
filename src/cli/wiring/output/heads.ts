import { LOOK_BYTES, lookOf, type Look } from '../../../domain/look-of/look-of.js';
import type { Source, SourceChunk } from '../../../domain/readings/reading.js';

/** Sources whose beginnings are kept. */
const MOST_SOURCES = 3;

interface Head {
  readonly source: Source;
  readonly pieces: Uint8Array[];
  bytes: number;
}

/** Keeps how the first sources begin, to tell what they look like if nothing of them can be used. Memory: 192 KiB. */
export class Heads {
  private readonly heads: Head[] = [];
  /** Sources seen. */
  count = 0;
  private current: Source | undefined;

  /** The chunks, seen as they flow. */
  async *of(chunks: AsyncIterable<SourceChunk>): AsyncGenerator<SourceChunk, void, undefined> {
    for await (const chunk of chunks) {
      this.see(chunk);
      yield chunk;
    }
  }

  /** What the sources look like whose beginnings were kept. */
  get looks(): { readonly name: string; readonly look: Look }[] {
    return this.heads.map(({ source, pieces }) => ({ name: source.name, look: lookOf(Buffer.concat(pieces)) }));
  }

  /** How they begin. */
  get beginnings(): { readonly name: string; readonly bytes: Uint8Array }[] {
    return this.heads.map(({ source, pieces }) => ({ name: source.name, bytes: Buffer.concat(pieces) }));
  }

  private see({ source, bytes, end, later = [] }: SourceChunk): void {
    this.part(source, bytes.subarray(0, later[0]?.start ?? bytes.length));
    for (const [i, part] of later.entries())
      this.part(part.source, bytes.subarray(part.start, later[i + 1]?.start ?? bytes.length));
    if (end) this.current = undefined;
  }

  private part(source: Source, bytes: Uint8Array): void {
    if (source !== this.current) {
      this.current = source;
      this.count++;
      if (this.count <= MOST_SOURCES) this.heads.push({ source, pieces: [], bytes: 0 });
    }
    const head = this.count <= MOST_SOURCES ? this.heads.at(-1) : undefined;
    if (!head || head.bytes >= LOOK_BYTES) return;
    // A slice of a Buffer would be no copy.
    const some = new Uint8Array(bytes.subarray(0, LOOK_BYTES - head.bytes));
    head.pieces.push(some);
    head.bytes += some.length;
  }
}
