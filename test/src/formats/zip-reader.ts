import zlib from 'node:zlib';

/** Files of a zip by its central directory (APPNOTE 4.3.12), without the product's unzipper. */
export function unzip(bytes: Uint8Array): Map<string, Buffer> {
  const zip = Buffer.from(bytes);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    files.set(name, zip.readUInt16LE(at + 10) === 8 ? zlib.inflateRawSync(packed) : packed);
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return files;
}

export interface Npy {
  readonly type: string;
  readonly shape: number[];
  readonly values: (number | string)[];
}

/** A `.npy` array, element by element. */
export function parseNpy(npy: Buffer): Npy {
  const start = 10 + npy.readUInt16LE(8);
  const header = npy.toString('latin1', 10, start);
  const [, type, list] = /'descr': '([^']*)'.*'shape': \(([^)]*)\)/.exec(header) as unknown as [string, string, string];
  const shape = list
    .split(',')
    .filter((part) => part.trim())
    .map(Number);
  const count = shape.reduce((a, b) => a * b, 1);
  const size = Number(type.slice(2));
  const element: Record<string, (at: number) => number | string> = {
    '<i4': (at) => npy.readInt32LE(at),
    '<i8': (at) => Number(npy.readBigInt64LE(at)),
    '<f8': (at) => npy.readDoubleLE(at),
    '|S': (at) => npy.toString('latin1', at, at + size),
    '<U': (at) =>
      String.fromCodePoint(...Array.from({ length: size }, (_, i) => npy.readUInt32LE(at + 4 * i)).filter(Boolean)),
  };
  const read = element[type] ?? element[type.slice(0, 2)]!;
  const step = type.startsWith('<U') ? 4 * size : size;
  return { type, shape, values: Array.from({ length: count }, (_, i) => read(start + i * step)) };
}
