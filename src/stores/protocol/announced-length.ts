import { PluvioError } from '../../domain/errors.js';
import type { Entry } from '../../domain/storage/store.js';

/** The error for a file that gave another number of bytes than its entry says. */
export function wrongLength(entry: Entry, gotBytes: number, more = false): PluvioError {
  return new PluvioError(
    'STORE_TRUNCATED',
    `Cannot read ${entry.path}: ${more ? 'more than ' : ''}${gotBytes} bytes arrived, ${entry.sizeBytes} were announced; ` +
      'list the folder again, the file may have changed',
    { file: entry.path, transient: true },
  );
}

/** Passes on exactly `entry.sizeBytes` bytes; throws STORE_TRUNCATED at the first one too many, or at an early end. */
export async function* asAnnounced(entry: Entry, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let seenBytes = 0;
  for await (const piece of pieces) {
    seenBytes += piece.length;
    if (seenBytes > entry.sizeBytes) throw wrongLength(entry, entry.sizeBytes, true);
    yield piece;
  }
  if (seenBytes !== entry.sizeBytes) throw wrongLength(entry, seenBytes);
}
