import type { Look } from './look.js';

/** How known documents begin; the first that fits tells. */
const DOCUMENTS: readonly { readonly begins: RegExp; readonly kind: Look['kind']; readonly text: string }[] = [
  {
    begins: /^Datetime_TU,Timestamp,Station,Rain\b/,
    kind: 'ours',
    text: 'a yearly series of pluvio (concatenated or treated), which is an output: pluvio inspect and convert read it',
  },
  {
    begins: /^Start,End,Interval_s,Readings\b/,
    kind: 'ours',
    text: 'a coverage table of pluvio, which is an output',
  },
  { begins: /^Source,Line,Reason,Text\b/, kind: 'ours', text: 'a quarantine of pluvio, which is an output' },
  {
    begins: /^%%MatrixMarket\b/i,
    kind: 'ours',
    text: 'a Matrix Market file, which is an output: pluvio inspect and convert read it',
  },
  {
    begins: /^gauge,time,tips\b|^\{"gauge":/,
    kind: 'ours',
    text: 'readings between the filters of pluvio: pluvio filter, calibrate and bucket read them',
  },
  { begins: /^\s*<(?:!doctype\s+html|html|head|body)\b/i, kind: 'document', text: 'an HTML page' },
  { begins: /^\s*<(?:\?xml|[a-z_][\w.:-]*[\s/>])/i, kind: 'document', text: 'XML' },
  { begins: /^"?TO[AB]\d"?[,;\t]/, kind: 'table', text: 'a Campbell table (TOA5)' },
];

/** A document told by how it begins; undefined where it is none. */
export function documentLook(text: string, lines: readonly string[]): Look | undefined {
  const found = DOCUMENTS.find(({ begins }) => begins.test(text));
  if (found) return { kind: found.kind, text: found.text };
  if (isHobo(lines)) return { kind: 'table', text: 'an export of HOBOware' };
  return isJson(text) ? { kind: 'document', text: 'JSON' } : undefined;
}

function isHobo(lines: readonly string[]): boolean {
  const [first = '', second = ''] = lines;
  return /^"?Plot Title\b/i.test(first) || [first, second].some((line) => /Date Time, ?GMT|LGR S\/N/i.test(line));
}

/** An object, an array, or one object per line. */
function isJson(text: string): boolean {
  return (
    /^\s*(?:\{\s*(?:"|\})|\[\s*(?:[[{"\d-]|\]))/.test(text) && !/^\s*\[[^\]"{}]*\]\s*$/m.test(text.split('\n')[0]!)
  );
}
