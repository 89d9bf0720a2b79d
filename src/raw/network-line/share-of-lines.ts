import { readingParser } from './network-parser.js';

const MOST_BYTES = 16_384;
/** 2000-01-01. What is before it is hardly Unix seconds of a gauge, but another number where these stand. */
const FIRST_S = 946_684_800;

/** What share of the lines at the beginning of a file are the network's own. */
export function shareOfNetworkLines(head: Uint8Array): number {
  const parse = readingParser({ notBeforeS: FIRST_S, notAfterS: Infinity });
  const bytes = head.subarray(0, MOST_BYTES);
  let [readings, rejects] = [0, 0];
  for (const batch of parse({ source: { name: 'a file', folder: 'a folder' }, bytes, end: true })) {
    readings += batch.count;
    rejects += batch.rejects.length;
  }
  return readings === 0 ? 0 : readings / (readings + rejects);
}
