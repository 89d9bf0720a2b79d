import type { WetReadings } from './read-treated.js';

const SHA_BYTES = 32;
const HEAD_BYTES = SHA_BYTES + 8;

/**
 * A year's wet readings as a file of pluvio's own: the hash of the treated series that they are of, how many there are,
 * their stamps and their rain, in this machine's order of bytes: what another one wrote is not understood, and made anew.
 */
export function wetBytes({ count, timeS, rainMm }: WetReadings, sha256: string): Uint8Array {
  return Buffer.concat([
    Buffer.from(sha256, 'hex'),
    bytesOf(Float64Array.of(count)),
    bytesOf(timeS.subarray(0, count)),
    bytesOf(rainMm.subarray(0, count)),
  ]);
}

/** The wet readings of a series with this hash; undefined where the file is of another one, or is not whole. */
export function readWetBytes(bytes: Uint8Array, sha256: string): WetReadings | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  if (head.length < HEAD_BYTES || head.toString('hex', 0, SHA_BYTES) !== sha256) return undefined;
  const count = new Float64Array(Uint8Array.from(head.subarray(SHA_BYTES)).buffer)[0]!;
  if (bytes.length !== HEAD_BYTES + 16 * count) return undefined;
  const values = new Float64Array(Uint8Array.from(bytes.subarray(HEAD_BYTES)).buffer);
  return { count, timeS: values.subarray(0, count), rainMm: values.subarray(count) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
