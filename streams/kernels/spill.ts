/**
 * Room for what does not fit the memory budget: bytes go in one end and are read back by position. The pipeline gives
 * a file; the default below stays in memory. Synchronous, because a block is written in the time a promise takes.
 */
export interface Spill {
  /** Keeps a copy of the bytes; gives their position. */
  append(bytes: Uint8Array): number;
  /** Fills `into` from a position. */
  read(position: number, into: Uint8Array): void;
}

/** A spill that keeps everything in memory. */
export function memorySpill(): Spill {
  const parts: Uint8Array[] = [];
  return {
    append: (bytes) => parts.push(new Uint8Array(bytes)) - 1,
    read: (position, into) => into.set(parts[position]!.subarray(0, into.length)),
  };
}
