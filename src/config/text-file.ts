const UTF16 = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/**
 * The text of a file of settings: UTF-8, or UTF-16 where a byte order mark says so, which falls away. Throws a `RangeError` where
 * it is neither.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = UTF16.find(({ mark }) => mark.every((byte, i) => bytes[i] === byte))?.encoding ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RangeError('it is not UTF-8; save it as UTF-8', { cause });
  }
}
