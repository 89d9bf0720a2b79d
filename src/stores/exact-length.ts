import { Transform } from 'node:stream';
import { PluvioError } from '../domain/errors.js';
import type { Entry } from '../domain/store.js';

/** The error for a file that gave another number of bytes than its entry says. */
export function wrongLength(entry: Entry, gotBytes: number, more = false): PluvioError {
  return new PluvioError(
    'STORE_TRUNCATED',
    `Cannot read ${entry.path}: ${more ? 'more than ' : ''}${gotBytes} bytes arrived, ${entry.sizeBytes} were announced; ` +
      'list the folder again, the file may have changed',
    { file: entry.path, transient: true },
  );
}

/** Passes on exactly `entry.sizeBytes` bytes; fails with STORE_TRUNCATED at the first one too many, or at an early end. */
export function exactLength(entry: Entry): Transform {
  let seenBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seenBytes += chunk.length;
      if (seenBytes > entry.sizeBytes) done(wrongLength(entry, entry.sizeBytes, true));
      else done(null, chunk);
    },
    flush(done) {
      if (seenBytes === entry.sizeBytes) done();
      else done(wrongLength(entry, seenBytes));
    },
  });
}
