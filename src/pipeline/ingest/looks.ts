import { LOOK_BYTES, lookOf, lookText } from '../../domain/look-of/look-of.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import type { LeftFile } from './left-files.js';

/** Files of a folder that are looked at: each is asked for again. */
const MOST_LOOKED_AT = 3;

/** Adds to the reason of files of which no line is a reading what they look like: to the first few, for the others are mostly of their kind. */
export async function withLooks(files: readonly LeftFile[], store: Store): Promise<LeftFile[]> {
  const looked: LeftFile[] = [];
  let looks = 0;
  for (const file of files) {
    const head = file.nothingRead === true && looks++ < MOST_LOOKED_AT ? await headOf(file.entry, store) : undefined;
    looked.push(head ? { ...file, why: `${file.why}; it ${lookText(lookOf(head))}: see pluvio help formats` } : file);
  }
  return looked;
}

/** How a raw file begins; undefined where it cannot be had any more. */
async function headOf(entry: Entry, store: Store): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of store.read(entry)) {
      // A store may write its next piece where this one is.
      if (bytes < LOOK_BYTES) pieces.push(new Uint8Array(piece.subarray(0, LOOK_BYTES - bytes)));
      bytes += piece.length;
      // A file is read to its end where that is near, because breaking off costs a connection.
      if (bytes >= LOOK_BYTES && entry.sizeBytes > 2 * LOOK_BYTES) break;
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces);
}
