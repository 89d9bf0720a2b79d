import type { OutputFormat } from './format.js';
import { OUTPUT_FORMATS } from './registry.js';

/** Bytes of a file's beginning that `recognize` needs. */
export const BEGINNING_BYTES = Math.max(...OUTPUT_FORMATS.map(({ read }) => read.beginning.length));

/** The formats that a file may be of by its first bytes, whatever it is called: none where it is none of ours. */
export function recognize(beginning: Uint8Array): OutputFormat[] {
  const start = Buffer.from(beginning);
  return OUTPUT_FORMATS.filter(({ read }) => start.subarray(0, read.beginning.length).equals(read.beginning));
}
