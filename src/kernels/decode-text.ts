/** Bytes of a line that are still looked at. */
export const MAX_LINE_BYTES = 65_536;
/** What the quarantine keeps of a line that is longer. */
export const OVERLONG_TEXT_BYTES = 256;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8, or latin1 where the bytes are not UTF-8: nothing is replaced, nothing lost. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
}
