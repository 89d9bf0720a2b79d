import { signatureOf } from '../../domain/look-of/signatures.js';

/** So many first bytes are looked at. */
const LOOKED_AT_BYTES = 4096;
/** More control bytes than one in so many, and no stamp among them: no text. */
const CONTROL_SHARE = 10;
/** A run of so many digits may be a stamp. */
const STAMP_DIGITS = 9;

/**
 * What a file is, where its beginning shows that it holds no lines: known by its signature, or bytes that are no text, with
 * nothing in them that could be a stamp (a logger that lost power leaves NUL bytes between good lines). Undefined for text.
 */
export function foreignKind(head: Uint8Array): string | undefined {
  return signatureOf(head) ?? (isText(head.subarray(0, LOOKED_AT_BYTES)) ? undefined : 'no text');
}

function isText(head: Uint8Array): boolean {
  let controls = 0;
  let digits = 0;
  let most = 0;
  for (const byte of head) {
    digits = byte >= 48 && byte <= 57 ? digits + 1 : 0;
    if (digits > most) most = digits;
    // Tab, line ends and form feed belong to text.
    if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) controls++;
  }
  return controls * CONTROL_SHARE <= head.length || most >= STAMP_DIGITS;
}
