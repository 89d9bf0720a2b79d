import type { Store } from '../../domain/storage/store.js';

/** First look at a file's end; it doubles until it reaches back far enough. */
const FIRST_BYTES = 65_536;
const LF = 10;

/**
 * The last rows of a table with a header, read from the file's end: all that `isBefore` says of their first row that
 * they reach back far enough for, or every row. Reads at most four times what it gives, however long the file is.
 * undefined where there is no such file.
 */
export async function rowsSince(
  store: Store,
  path: string,
  isBefore: (row: string) => boolean,
): Promise<Uint8Array | undefined> {
  for (let mostBytes = FIRST_BYTES; ; mostBytes *= 2) {
    const end = await store.readEnd(path, mostBytes);
    if (!end) return undefined;
    // The first line is the header, or a row cut anywhere.
    const start = end.bytes.indexOf(LF) + 1;
    const rows = end.bytes.subarray(start, end.bytes.lastIndexOf(LF) + 1);
    if (end.bytes.length === end.sizeBytes) return rows;
    if (start > 0 && rows.length > 0 && isBefore(firstLine(rows))) return rows;
  }
}

function firstLine(rows: Uint8Array): string {
  return Buffer.from(rows.subarray(0, rows.indexOf(LF))).toString('utf8');
}
