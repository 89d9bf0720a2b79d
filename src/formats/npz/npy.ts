/** Arrays in NumPy's own form (NEP 1, format version 1.0): a header that says type and shape, then the elements. */

/** Element types that are written and read here, little-endian. */
const TYPES = { '<i4': Int32Array, '<i8': BigInt64Array, '<f8': Float64Array } as const;
type Numbers = Int32Array | BigInt64Array | Float64Array;

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const ALIGNMENT = 64;

/** Numbers of a shape ([] is a single one) as a `.npy`. */
export function npyNumbers(values: Numbers, shape: readonly number[] = [values.length]): Uint8Array {
  const type = values instanceof Int32Array ? '<i4' : values instanceof Float64Array ? '<f8' : '<i8';
  return npy(type, shape, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** A single byte string, as `scipy.sparse` wants its format. */
export function npyBytes(text: string): Uint8Array {
  return npy(`|S${text.length}`, [], Buffer.from(text, 'latin1'));
}

/** Texts as an array of fixed-width UCS-4; a shape of [] is a single one. */
export function npyTexts(texts: readonly string[], shape: readonly number[] = [texts.length]): Uint8Array {
  const points = texts.map((text) => Array.from(text, (char) => char.codePointAt(0)!));
  const width = Math.max(1, ...points.map(({ length }) => length));
  const words = new Uint32Array(texts.length * width);
  points.forEach((codes, i) => words.set(codes, i * width));
  return npy(`<U${width}`, shape, new Uint8Array(words.buffer));
}

function npy(type: string, shape: readonly number[], elements: Uint8Array): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]!},)` : `(${shape.join(', ')})`;
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const padded = Math.ceil((MAGIC.length + 2 + header.length + 1) / ALIGNMENT) * ALIGNMENT - MAGIC.length - 2;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded);
  return Buffer.concat([MAGIC, length, Buffer.from(`${header.padEnd(padded - 1)}\n`, 'latin1'), elements]);
}

/** An array read back: numbers or texts. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Numbers | string[];
}

/** Reads a `.npy` of a type that is written here, in C order; throws an `Error` that says why where it is none. */
export function readNpy(bytes: Uint8Array): NpyArray {
  const buffer = Buffer.from(bytes);
  if (buffer.length < 10 || !buffer.subarray(0, 6).equals(MAGIC.subarray(0, 6)))
    throw new Error('it is no NumPy array');
  const wide = buffer[6]! > 1;
  const start = wide ? 12 : 10;
  const end = start + (wide ? buffer.readUInt32LE(8) : buffer.readUInt16LE(8));
  const header = buffer.subarray(start, end).toString('latin1');
  const type = /'descr': '([^']+)'/.exec(header)?.[1] ?? '';
  const shape = /'shape': \(([\d, ]*)\)/
    .exec(header)?.[1]
    ?.split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (!shape || /'fortran_order': True/.test(header))
    throw new Error(`a header of it is not understood: ${header.trim()}`);
  const count = shape.reduce((product, length) => product * length, 1);
  const elements = new Uint8Array(buffer.subarray(end));
  const width = /^(?:\|S|<U)(\d+)$/.exec(type)?.[1];
  if (width !== undefined) return { shape, values: texts(elements, count, Number(width), type.startsWith('<U')) };
  if (!(type in TYPES))
    throw new Error(`it holds elements of type ${type}, which is none of ${Object.keys(TYPES).join(', ')}`);
  const Elements = TYPES[type as keyof typeof TYPES];
  if (elements.length < count * Elements.BYTES_PER_ELEMENT) throw new Error('it ends early');
  return { shape, values: new Elements(elements.buffer, 0, count) };
}

function texts(bytes: Uint8Array, count: number, width: number, wide: boolean): string[] {
  const codes = wide ? new Uint32Array(bytes.buffer, 0, count * width) : bytes;
  return Array.from({ length: count }, (_, i) =>
    String.fromCodePoint(...codes.subarray(i * width, (i + 1) * width)).replace(/\0+$/, ''),
  );
}
