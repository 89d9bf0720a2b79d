/**
 * Room for what does not fit the memory budget: bytes go in one end and are read back by position. Synchronous, because a
 * block is written in the time a promise takes.
 */
export interface Spill {
  /** Keeps a copy of the bytes; gives their position. */
  append(bytes: Uint8Array): number;
  /** Fills `into` from a position. */
  read(position: number, into: Uint8Array): void;
}
