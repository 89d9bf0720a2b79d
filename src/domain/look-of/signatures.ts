/** How files begin that are no text, and what they are called. Each has a byte that no text line begins with so. */
const SIGNATURES: readonly { readonly bytes: Uint8Array; readonly what: string }[] = [
  ['%PDF-', 'a PDF'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF87a', 'a GIF picture'],
  ['GIF89a', 'a GIF picture'],
  ['II*\0', 'a TIFF picture'],
  ['MM\0*', 'a TIFF picture'],
  ['PK\x03\x04', 'a zip archive'],
  ['PK\x05\x06', 'an empty zip archive'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old workbook or document of Microsoft Office'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive'],
  ['Rar!\x1a\x07', 'a rar archive'],
  ['\xfd7zXZ\0', 'compressed by xz'],
  ['(\xb5\x2f\xfd', 'compressed by zstd'],
  ['BZh91AY&SY', 'compressed by bzip2'],
  ['\x04\x22\x4d\x18', 'compressed by lz4'],
  ['SQLite format 3\0', 'an SQLite database'],
  ['\x89HDF\r\n\x1a\n', 'an HDF5 file'],
  ['CDF\x01', 'a NetCDF file'],
  ['CDF\x02', 'a NetCDF file'],
  ['CDF\x05', 'a NetCDF file'],
  ['PAR1\x15', 'a Parquet file'],
  ['\x93NUMPY', 'a NumPy array'],
  ['\x7fELF', 'a program'],
  ['MZ\x90\0', 'a program'],
  ['\x1f\x9d', 'compressed by compress'],
  ['\xff\xfe\0\0', 'UTF-32 text'],
  ['\0\0\xfe\xff', 'UTF-32 text'],
  ['\0\x05\x16\x07', 'an AppleDouble file of macOS'],
  ['\0\0\0\x01Bud1', 'a .DS_Store file of macOS'],
  ['bplist00', 'a property list of macOS'],
  ['{\\rtf', 'a text document (RTF)'],
].map(([start, what]) => ({ bytes: Buffer.from(start!, 'latin1'), what: what! }));

/** What is in a zip archive that is a document, told by the names that stand near its beginning. */
const IN_ZIP = [
  ['xl/', 'a workbook (xlsx)'],
  ['word/', 'a text document (docx)'],
  ['opendocument.spreadsheet', 'a workbook (ods)'],
  ['opendocument.text', 'a text document (odt)'],
  ['.npy', 'NumPy arrays (npz)'],
] as const;
const ZIP_LOOK_BYTES = 16_384;

/** 1 for each byte that a signature begins with. */
const FIRST_BYTES = Uint8Array.from({ length: 256 }, (_, byte) =>
  SIGNATURES.some(({ bytes }) => bytes[0] === byte) ? 1 : 0,
);

/** What a file is that is no text, by its first bytes; undefined where none of the known signatures is there. */
export function signatureOf(head: Uint8Array): string | undefined {
  // The usual line is known by its first letter.
  if (head.length === 0 || FIRST_BYTES[head[0]!] === 0) return undefined;
  const found = SIGNATURES.find(
    ({ bytes }) => bytes.length <= head.length && bytes.every((byte, i) => head[i] === byte),
  );
  return found?.what === 'a zip archive' ? zipOf(head) : found?.what;
}

function zipOf(head: Uint8Array): string {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, ZIP_LOOK_BYTES));
  return IN_ZIP.find(([name]) => start.includes(name))?.[1] ?? 'a zip archive';
}
