import { Parcel } from '../../../src/domain/readings/parcel.js';
import type { Source, SourceChunk } from '../../../src/domain/readings/reading.js';

/** Whole sources, as many as may in one chunk; a chunk is good until the second one after it is taken. */
export function* parcelsOf(
  files: Iterable<{ readonly source: Source; readonly bytes: Uint8Array }>,
): Generator<SourceChunk, void, undefined> {
  const parcel = new Parcel();
  const add = (source: Source, bytes: Uint8Array): boolean => {
    parcel.room.set(bytes);
    return parcel.add(source, bytes);
  };
  for (const { source, bytes } of files) {
    if (!add(source, bytes)) {
      yield parcel.take()!;
      add(source, bytes);
    }
    if (parcel.isFull) yield parcel.take()!;
  }
  const rest = parcel.take();
  if (rest) yield rest;
}
