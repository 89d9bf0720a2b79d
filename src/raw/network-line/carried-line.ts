import { MAX_LINE_BYTES, OVERLONG_TEXT_BYTES } from '../../kernels/decode-text.js';

/** What a line may carry beyond its length: a byte order mark. */
const UNCOUNTED_BYTES = 3;
/** Kept of an over-long line. */
const BEGINNING_BYTES = OVERLONG_TEXT_BYTES + UNCOUNTED_BYTES;

/** The beginning of a line whose end has not come yet. Memory: the longest line; of a longer one, what is kept of it. */
export class CarriedLine {
  /** Whether the line is longer than any that is looked at. */
  isOverlong = false;
  private room = new Uint8Array(BEGINNING_BYTES);
  private usedBytes = 0;

  get isEmpty(): boolean {
    return this.usedBytes === 0;
  }

  /** Adds what came of it, without ever holding more than the longest line. */
  add(part: Uint8Array): void {
    if (this.isOverlong) return;
    const bytes = this.usedBytes + part.length;
    this.isOverlong = bytes > MAX_LINE_BYTES + UNCOUNTED_BYTES;
    const kept = this.isOverlong ? part.subarray(0, Math.max(0, BEGINNING_BYTES - this.usedBytes)) : part;
    this.reserve(this.usedBytes + kept.length);
    this.room.set(kept, this.usedBytes);
    this.usedBytes += kept.length;
  }

  /** The line so far, nothing being left. */
  take(): { bytes: Uint8Array; isOverlong: boolean } {
    const line = { bytes: this.room.slice(0, this.usedBytes), isOverlong: this.isOverlong };
    this.clear();
    return line;
  }

  clear(): void {
    if (this.room.length > BEGINNING_BYTES) this.room = new Uint8Array(BEGINNING_BYTES);
    this.usedBytes = 0;
    this.isOverlong = false;
  }

  private reserve(bytes: number): void {
    if (bytes <= this.room.length) return;
    const wider = new Uint8Array(Math.max(bytes, 2 * this.room.length));
    wider.set(this.room.subarray(0, this.usedBytes));
    this.room = wider;
  }
}
