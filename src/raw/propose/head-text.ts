import { isUtf8 } from 'node:buffer';

const MOST_LINES = 2000;
/** Bytes of a sign that the end may have cut. */
const MOST_CUT = 4;

/** The lines of a file's beginning, as text; the last one may be cut, and is left out where there are others. */
export function linesOfHead(head: Uint8Array): string[] {
  const encoding = isUtf8(head.subarray(0, -MOST_CUT)) ? 'utf-8' : 'windows-1252';
  const lines = new TextDecoder(encoding)
    .decode(head)
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .slice(0, MOST_LINES);
  if (lines.length > 2) lines.pop();
  return lines;
}
