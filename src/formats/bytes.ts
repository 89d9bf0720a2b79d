const FIRST_BYTES = 4096;

/** Bytes that grow; numbers little-endian. */
export class Bytes {
  length = 0;
  private buffer: Uint8Array;

  constructor(firstBytes = FIRST_BYTES) {
    this.buffer = new Uint8Array(firstBytes);
  }

  /** What was written so far; valid until the next write. */
  get written(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  byte(value: number): void {
    if (this.length === this.buffer.length) this.reserve(1);
    this.buffer[this.length++] = value;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Zeros up to a multiple of `step` bytes. */
  pad(step: number): void {
    this.zeros((step - (this.length % step)) % step);
  }

  zeros(count: number): void {
    this.reserve(count);
    this.buffer.fill(0, this.length, this.length + count);
    this.length += count;
  }

  uint16(value: number): void {
    this.byte(value & 0xff);
    this.byte((value >>> 8) & 0xff);
  }

  uint32(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.byte((value >>> shift) & 0xff);
  }

  /** A whole number from 0 to 2⁵³ - 1. */
  uint64(value: number): void {
    this.uint32(value % 2 ** 32);
    this.uint32(Math.floor(value / 2 ** 32));
  }

  /** A whole number from 0 to 2⁵³ - 1, seven bits a byte, the lowest first (ULEB128). */
  varint(value: number): void {
    for (; value >= 128; value = Math.floor(value / 128)) this.byte((value % 128) | 128);
    this.byte(value);
  }

  /** A whole number of either sign as a varint, the sign in the lowest bit. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * this.buffer.length, this.length + more));
    larger.set(this.written);
    this.buffer = larger;
  }
}
