/** UTF-16, by the order of its bytes. */
export type Utf16 = 'utf-16le' | 'utf-16be';

/**
 * Whether the first bytes are those of UTF-16: by its byte order mark, or because the first two signs are ASCII with a NUL
 * byte each.
 */
export function utf16Of(head: Uint8Array): Utf16 | undefined {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? undefined : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (head.length < 4) return undefined;
  if (isSign(a) && b === 0 && isSign(c) && d === 0) return 'utf-16le';
  if (a === 0 && isSign(b) && c === 0 && isSign(d)) return 'utf-16be';
  return undefined;
}

function isSign(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13));
}

/** UTF-16 as UTF-8, piece by piece, without its byte order mark. Throws where the bytes are no whole UTF-16. */
export async function* asUtf8(
  pieces: AsyncIterable<Uint8Array>,
  encoding: Utf16,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decoded = (piece?: Uint8Array): Uint8Array => {
    try {
      return Buffer.from(piece ? decoder.decode(piece, { stream: true }) : decoder.decode());
    } catch (cause) {
      throw new Error(`it begins as ${encoding.toUpperCase()}, but is not whole`, { cause });
    }
  };
  for await (const piece of pieces) yield decoded(piece);
  yield decoded();
}
