import type { Spill } from '../../../src/domain/readings/spill.js';

export type { Spill } from '../../../src/domain/readings/spill.js';

/** A spill that keeps everything in memory: the default, where the pipeline gives a file. */
export function memorySpill(): Spill {
  const parts: Uint8Array[] = [];
  return {
    append: (bytes) => parts.push(new Uint8Array(bytes)) - 1,
    read: (position, into) => into.set(parts[position]!.subarray(0, into.length)),
  };
}
