import { deflateSync } from 'node:zlib';
import { chunkTree, type StoredChunk } from './chunk-tree.js';
import { chunkedLayout, dataspace, fillMessage, filterMessage, typeMessage, type Message } from './messages.js';
import { bytesOf, TYPES, type Numbers } from './object.js';

/** Of the whole range this is by far the fastest, and sparse rain is small at any. */
const DEFLATE_LEVEL = 1;

/** An array whose chunks are written one by one, deflated. */
export interface ChunkedShape {
  readonly type: keyof typeof TYPES;
  readonly shape: readonly number[];
  /** Shape of a chunk. */
  readonly chunk: readonly number[];
  /** Whether the last dimension may grow without end. */
  readonly growing?: boolean;
  /** What stands where nothing was written. */
  readonly fill?: number;
  /** Order the bytes of a chunk by significance, which makes steady numbers small. */
  readonly shuffled?: boolean;
}

/** Packs chunks, and tells afterwards where they lie. */
export class ChunkedArray {
  private readonly stored: StoredChunk[] = [];
  private root: number | undefined;
  private scratch = new Uint8Array(0);

  constructor(
    private readonly about: ChunkedShape,
    /** Puts bytes into the file; gives their address. */
    private readonly put: (bytes: Uint8Array) => number,
  ) {}

  /** The next chunk, in row-major order; zeros fill one up that is cut short. */
  write(values: Numbers): void {
    const { type, shape, chunk, shuffled } = this.about;
    const { sizeBytes } = TYPES[type];
    const whole = wholeChunk(
      bytesOf(values),
      chunk.reduce((product, length) => product * length, sizeBytes),
    );
    const packed = deflateSync(shuffled ? this.shuffle(whole, sizeBytes) : whole, { level: DEFLATE_LEVEL });
    const offset = placeOf(this.stored.length, shape, chunk);
    this.stored.push({ offset, sizeBytes: packed.length, address: this.put(packed) });
  }

  /** Writes what finds the chunks; `address` is where that begins. */
  close(address: number): void {
    if (this.stored.length === 0) return;
    const { type, chunk } = this.about;
    const { bytes, root } = chunkTree(this.stored, chunk, TYPES[type].sizeBytes, address);
    this.put(bytes);
    this.root = root;
  }

  /** The first bytes of all elements, then the second ones, and so on; good until the next chunk. */
  private shuffle(bytes: Uint8Array, elementBytes: number): Uint8Array {
    if (this.scratch.length !== bytes.length) this.scratch = new Uint8Array(bytes.length);
    const { scratch } = this;
    const count = bytes.length / elementBytes;
    for (let byte = 0, at = 0; byte < elementBytes; byte++)
      for (let from = byte; at < (byte + 1) * count; at++, from += elementBytes) scratch[at] = bytes[from]!;
    return scratch;
  }

  messages(): Message[] {
    const { type, shape, chunk, growing = false, fill, shuffled = false } = this.about;
    const { sizeBytes } = TYPES[type];
    return [
      dataspace(
        shape,
        shape.map((_, i) => growing && i === shape.length - 1),
      ),
      typeMessage(TYPES[type]),
      fillMessage(fill),
      filterMessage(shuffled, sizeBytes, DEFLATE_LEVEL),
      chunkedLayout(this.root, chunk, sizeBytes),
    ];
  }
}

/** Where the `index`-th chunk of an array begins, a number per dimension, the last one moving fastest. */
function placeOf(index: number, shape: readonly number[], chunk: readonly number[]): number[] {
  const place = new Array<number>(shape.length);
  for (let i = shape.length - 1, left = index; i >= 0; i--) {
    const across = Math.ceil(shape[i]! / chunk[i]!);
    place[i] = (left % across) * chunk[i]!;
    left = Math.floor(left / across);
  }
  return place;
}

function wholeChunk(bytes: Uint8Array, wholeBytes: number): Uint8Array {
  if (bytes.length === wholeBytes) return bytes;
  const whole = new Uint8Array(wholeBytes);
  whole.set(bytes);
  return whole;
}
