import type { LaterSource, Source, SourceChunk } from './reading.js';
import { BuffersInTurn } from './rooms-in-turn.js';

const JOINED_BYTES = 262_144;
/** A joined with less room than this left goes on its way. */
const LEAST_ROOM_BYTES = 65_536;
const LF = 10;
const CR = 13;

/**
 * Small sources, whole, gathered into one chunk: so that what costs by the chunk costs once for many. A chunk is good until
 * the second one after it is taken.
 */
export class JoinedFiles {
  private readonly rooms = new BuffersInTurn(JOINED_BYTES);
  private whole: Buffer | undefined;
  private usedBytes = 0;
  private first: Source | undefined;
  private later: LaterSource[] = [];
  /** Whether its only source has a last line without an end. */
  private isCut = false;

  /** Where the bytes of the next source are to be put. */
  get room(): Buffer {
    return (this.whole ??= this.rooms.next()).subarray(this.usedBytes);
  }

  /** Whether it has to go before anything else is added. */
  get isFull(): boolean {
    return this.isCut || JOINED_BYTES - this.usedBytes < LEAST_ROOM_BYTES;
  }

  /** Takes the source whose whole bytes were put into the room; false where the others have to go before it. */
  add(source: Source, bytes: Uint8Array): boolean {
    const { first } = this;
    const lastByte = bytes[bytes.length - 1];
    const isCut = bytes.length > 0 && lastByte !== LF && lastByte !== CR;
    if (first === undefined) this.first = source;
    else if (isCut || this.joins(bytes) || (first.folder === undefined) !== (source.folder === undefined)) return false;
    else this.later.push({ source, start: this.usedBytes });
    this.isCut = isCut;
    this.usedBytes += bytes.length;
    return true;
  }

  /** Whether the line end before these bytes would take their first one for its second half. */
  private joins(bytes: Uint8Array): boolean {
    return bytes[0] === LF && this.usedBytes > 0 && this.whole?.[this.usedBytes - 1] === CR;
  }

  /** What was gathered, nothing being left; undefined where there is nothing. */
  take(): SourceChunk | undefined {
    const { first: source, later, whole, usedBytes } = this;
    if (!source || !whole) return undefined;
    const bytes = whole.subarray(0, usedBytes);
    this.whole = undefined;
    this.usedBytes = 0;
    this.isCut = false;
    this.first = undefined;
    this.later = [];
    return { source, bytes, end: true, later: later.length > 0 ? later : undefined };
  }
}
