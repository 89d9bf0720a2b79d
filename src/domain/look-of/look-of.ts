import { documentLook } from './documents.js';
import type { Look } from './look.js';
import { signatureOf } from './signatures.js';
import { tableLook } from './table.js';

export type { Look } from './look.js';

/** So much of a file's beginning tells. */
export const LOOK_BYTES = 65_536;

/** Bytes that no text has, in a hundred of its first ones, from which a file is binary. */
const MOST_CONTROLS = 0.05;

/**
 * Tells what a file looks like from its first bytes, of which at most 64 KiB are looked at. Never throws; a guess, to be
 * shown to people and to decide nothing.
 */
export function lookOf(bytes: Uint8Array): Look {
  const head = bytes.subarray(0, LOOK_BYTES);
  const what = signatureOf(head) ?? packedLook(head);
  if (what !== undefined) return { kind: 'binary', text: what };
  const unicode = utf16Look(head);
  if (unicode) return unicode;
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  if (/^\s*$/.test(text)) return { kind: 'empty', text: head.length === 0 ? 'empty' : 'nothing but blanks' };
  if (shareOfControls(head) > MOST_CONTROLS) return { kind: 'binary', text: 'binary data' };
  const lines = linesOf(text, bytes.length > head.length);
  return documentLook(text, lines) ?? tableLook(lines) ?? { kind: 'text', text: 'text without columns' };
}

/** `looks like CSV …`, or `is empty` where that is sure. */
export function lookText({ kind, text }: Look): string {
  if (kind === 'readings') return 'has lines as loggers send them, but each has a fault';
  return `${kind === 'table' || kind === 'text' ? 'looks like' : 'is'} ${text}`;
}

function packedLook(head: Uint8Array): string | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'compressed by gzip';
  return Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar' ? 'a tar archive' : undefined;
}

/** By its byte order mark; without one, every other byte of Latin text is 0. */
function utf16Look(head: Uint8Array): Look | undefined {
  const [first, second] = head;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const some = head.subarray(0, 512 & ~1);
  const zeros = (from: number): number => some.filter((byte, i) => i % 2 === from && byte === 0).length;
  const half = some.length / 2;
  const isAlternating = half >= 4 && [0, 1].some((from) => zeros(from) > half * 0.8 && zeros(1 - from) < half * 0.1);
  return hasMark || isAlternating ? { kind: 'utf-16', text: 'UTF-16 text' } : undefined;
}

function shareOfControls(head: Uint8Array): number {
  const some = head.subarray(0, 4096);
  const controls = some.filter((byte) => byte < 32 && !(byte >= 8 && byte <= 13) && byte !== 27).length;
  return controls / some.length;
}

/** The lines, without the last one where it may be cut. */
function linesOf(text: string, isCut: boolean): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (isCut && lines.length > 1) lines.pop();
  return lines.filter((line) => line.trim() !== '');
}
