/** Datatypes as the "HDF5 File Format Specification" 2.0 encodes them (IV.A.2.d, version 1). */
export interface Datatype {
  readonly encoded: Uint8Array;
  readonly sizeBytes: number;
}

function datatype(sizeBytes: number, head: readonly number[], properties: readonly number[] = []): Datatype {
  return { sizeBytes, encoded: Uint8Array.of(...head, sizeBytes, 0, 0, 0, ...properties) };
}

const SIGNED = 0x08;
/** Bit offset 0, then the precision. */
export const INT32 = datatype(4, [0x10, SIGNED, 0, 0], [0, 0, 32, 0]);
export const INT64 = datatype(8, [0x10, SIGNED, 0, 0], [0, 0, 64, 0]);
/** IEEE 754: sign bit 63; 11 bits of exponent from 52, 52 of mantissa from 0, bias 1023. */
export const FLOAT64 = datatype(8, [0x11, 0x20, 0x3f, 0], [0, 0, 64, 0, 52, 11, 0, 52, 0xff, 0x03, 0, 0]);
/** The address of an object. */
export const REFERENCE = datatype(8, [0x17, 0, 0, 0]);

/** Length, address of a heap and index in it: what stands for an element of any length. */
export const ELSEWHERE_BYTES = 16;
const UNSIGNED_BYTE = [0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];
/** Text of any length, UTF-8: what h5py gives as `str` and NetCDF calls `string`. */
export const TEXT = datatype(ELSEWHERE_BYTES, [0x19, 0x01, 0x01, 0], UNSIGNED_BYTE);
/** References, as many as there are. */
export const REFERENCES = datatype(ELSEWHERE_BYTES, [0x19, 0, 0, 0], [...REFERENCE.encoded]);

/** Text of a fixed length in bytes, UTF-8, which zeros fill up or a zero ends: what NetCDF calls `char`. */
export function characters(sizeBytes: number, zeros: 'padded' | 'ended'): Datatype {
  const encoded = new Uint8Array(8);
  encoded.set([0x13, zeros === 'padded' ? 0x11 : 0x10]);
  new DataView(encoded.buffer).setUint32(4, sizeBytes, true);
  return { sizeBytes, encoded };
}

/** `{dataset, dimension}`: who uses a dimension scale, and for which of its dimensions. */
export const SCALE_USE = datatype(
  16,
  [0x16, 2, 0, 0],
  [...member('dataset', 0, REFERENCE), ...member('dimension', 8, INT32)],
);

/** A member of a compound: name padded to 8 bytes, offset, no dimensions of its own, type. */
function member(name: string, offset: number, { encoded }: Datatype): number[] {
  const padded = Buffer.alloc(Math.ceil((name.length + 1) / 8) * 8);
  padded.write(name);
  return [...padded, offset, 0, 0, 0, ...new Array<number>(28).fill(0), ...encoded];
}
