/** First bytes of files that hold no lines, and what such a file is. */
const SIGNATURES: readonly (readonly [hex: string, what: string])[] = [
  ['255044462d', 'a PDF document'],
  ['89504e470d0a1a0a', 'a PNG picture'],
  ['ffd8ff', 'a JPEG picture'],
  ['474946383761', 'a GIF picture'],
  ['474946383961', 'a GIF picture'],
  ['49492a00', 'a TIFF picture'],
  ['4d4d002a', 'a TIFF picture'],
  ['504b0304', 'a ZIP archive or a workbook'],
  ['504b0506', 'an empty ZIP archive'],
  ['d0cf11e0a1b11ae1', 'a workbook or document of an old Office'],
  ['526172211a07', 'a RAR archive'],
  ['377abcaf271c', 'a 7z archive'],
  ['fd377a585a00', 'an xz file'],
  ['425a6831314159265359', 'a bzip2 file'],
  ['425a6839314159265359', 'a bzip2 file'],
  ['28b52ffd', 'a zstd file'],
  ['04224d18', 'an lz4 file'],
  ['1f9d', 'a file of compress'],
  ['7f454c46', 'a program'],
  ['4d5a9000', 'a program'],
  ['53514c69746520666f726d6174203300', 'an SQLite database'],
  ['894844460d0a1a0a', 'an HDF5 or NetCDF file'],
  ['43444601', 'a NetCDF file'],
  ['43444602', 'a NetCDF file'],
  ['43444605', 'a NetCDF file'],
  ['50415231', 'a Parquet file'],
  ['934e554d5059', 'a NumPy file'],
  ['fffe0000', 'UTF-32 text'],
  ['0000feff', 'UTF-32 text'],
];

const KNOWN = SIGNATURES.map(([hex, what]) => ({ bytes: Buffer.from(hex, 'hex'), what }));
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
  const first = head[0];
  if (first === undefined) return undefined;
  for (const { bytes, what } of KNOWN)
    if (bytes[0] === first && head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte)) return what;
  return isText(head.subarray(0, LOOKED_AT_BYTES)) ? undefined : 'no text';
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
