import { JoinedFiles } from '../../../src/domain/readings/joined-files.js';
import type { Source, SourceChunk } from '../../../src/domain/readings/reading.js';

/** Whole sources, as many as may in one chunk; a chunk is good until the second one after it is taken. */
export function* joinedOf(
  files: Iterable<{ readonly source: Source; readonly bytes: Uint8Array }>,
): Generator<SourceChunk, void, undefined> {
  const joined = new JoinedFiles();
  const add = (source: Source, bytes: Uint8Array): boolean => {
    joined.room.set(bytes);
    return joined.add(source, bytes);
  };
  for (const { source, bytes } of files) {
    if (!add(source, bytes)) {
      yield joined.take()!;
      add(source, bytes);
    }
    if (joined.isFull) yield joined.take()!;
  }
  const rest = joined.take();
  if (rest) yield rest;
}
