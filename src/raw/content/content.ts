import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { signatureOf } from '../../domain/look-of/signatures.js';
import { asUtf8, utf16Of, type Utf16 } from './utf16.js';

/** What bytes are, told by themselves, never by a name; `foreign` is no text, and nothing that is unpacked. */
export type ContentKind = 'plain' | 'gzip' | 'tar' | 'foreign' | Utf16;

const LF = 10;
const GZIP = [0x1f, 0x8b];
/** Where a tar header (POSIX.1-1988, pax and GNU alike) says what it is. */
const TAR_MAGIC_AT = 257;
const TAR_MAGIC = Buffer.from('ustar');
/** So many first bytes tell every kind. */
export const HEAD_BYTES = TAR_MAGIC_AT + TAR_MAGIC.length;

/** What a stream is, from its first bytes; undefined where they are too few to tell and `ended` is false. */
export function contentKind(head: Uint8Array, ended: boolean): ContentKind | undefined {
  if (head.length >= 2 && head[0] === GZIP[0] && head[1] === GZIP[1]) return 'gzip';
  if (signatureOf(head) !== undefined) return 'foreign';
  if (head.length >= HEAD_BYTES && TAR_MAGIC.every((byte, i) => head[TAR_MAGIC_AT + i] === byte)) return 'tar';
  const utf16 = utf16Of(head);
  if (utf16) return utf16;
  if (head.length >= HEAD_BYTES) return 'plain';
  // A header of tar has no line feed here: a slow pipe of lines is known by its first one.
  return ended || (head.length >= 4 && head.includes(LF)) ? 'plain' : undefined;
}

/** Bytes as they are inside, however often they were compressed; text is UTF-8. */
export interface Content {
  readonly kind: 'plain' | 'tar' | 'foreign';
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What it begins with, as far as it was looked at. */
  readonly head: Uint8Array;
  /** Closes the stream, for those who do not read it. */
  readonly close: () => Promise<void>;
}

/** Looks into a stream and unpacks it; what was looked at is part of what is given. */
export async function openContent(bytes: AsyncIterable<Uint8Array>): Promise<Content> {
  const iterator = bytes[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let kind: ContentKind | undefined;
  let head = Buffer.alloc(0);
  while (kind === undefined) {
    const next = await iterator.next();
    if (!next.done) pieces.push(next.value);
    head = Buffer.concat([head, next.done ? head.subarray(0, 0) : next.value]);
    kind = contentKind(head, next.done === true);
  }
  const whole = rejoin(pieces, iterator);
  if (kind === 'gzip') return openContent(gunzip(whole));
  const text = kind === 'utf-16le' || kind === 'utf-16be' ? asUtf8(whole, kind) : whole;
  const close = async (): Promise<void> => {
    await iterator.return?.();
  };
  return { kind: kind === 'tar' || kind === 'foreign' ? kind : 'plain', bytes: text, head, close };
}

async function* rejoin(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* head;
    for (;;) {
      const next = await rest.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

/**
 * What gzip packed, in one member or several. zlib drops whatever follows a NUL behind a member; NULs up to the end are
 * padding, as tapes have it, and anything else there is an error.
 */
async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const source = bytes[Symbol.asyncIterator]();
  let given = 0;
  let lastUsed = 0;
  // Closing it leaves the source open, because zlib stops reading where the compressed part ends.
  const seen = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      const last = next.value.findLastIndex((byte) => byte !== 0);
      if (last >= 0) lastUsed = given + last + 1;
      given += next.value.length;
      yield next.value;
    }
  };
  try {
    const packed = seen();
    const unzip = createGunzip({ chunkSize: 65_536 });
    // The pipeline hands every failure on to the unzipped side, where it is thrown.
    yield* pipeline(Readable.from(packed, { objectMode: false }), unzip, () => undefined);
    await packed.return();
    const rest = seen();
    while ((await rest.next()).done !== true);
    if (lastUsed > unzip.bytesWritten) throw new Error('other bytes follow behind what is compressed');
  } finally {
    await source.return?.();
  }
}
