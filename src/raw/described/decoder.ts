import { isAscii, isUtf8 } from 'node:buffer';
import type { Encoding } from '../description/description.js';

const NOTHING = new Uint8Array(0);
/** Bytes at the beginning of a source that tell whether UTF-16 became UTF-8 on its way. */
const TELLING_BYTES = 256;

/**
 * From bytes in an encoding to UTF-8, piece by piece, however it is cut. Where none is said, the first sign that is not ASCII tells: a source where
 * that is no UTF-8 is Windows-1252 from there on, and one where it is stays UTF-8. UTF-16 that has become UTF-8 on its way stays as it is.
 */
export class Decoder {
  private decoder: InstanceType<typeof TextDecoder> | undefined;
  private isPlain = false;
  private isTold = false;
  /** Bytes that wait for others to tell what they are. */
  private held: Uint8Array = NOTHING;

  constructor(private readonly encoding: Encoding | undefined) {}

  start(): void {
    this.decoder = undefined;
    this.isPlain = this.isTold = false;
    this.held = NOTHING;
  }

  decode(piece: Uint8Array, isLast: boolean): Uint8Array {
    if (this.isPlain) return piece;
    if (this.encoding === undefined && !this.isTold && this.held.length === 0 && isAscii(piece)) return piece;
    const bytes = this.held.length === 0 ? piece : Buffer.concat([this.held, piece]);
    this.held = NOTHING;
    if (this.isTold) return this.decoded(bytes, isLast);
    return this.encoding === undefined ? this.tellBySign(bytes, isLast) : this.tell(this.encoding, bytes, isLast);
  }

  private tell(encoding: Encoding, bytes: Uint8Array, isLast: boolean): Uint8Array {
    const isWide = encoding.startsWith('utf-16');
    if (isWide && bytes.length < TELLING_BYTES && !isLast) {
      this.held = bytes;
      return NOTHING;
    }
    this.isTold = true;
    this.isPlain = encoding === 'utf-8' || (isWide && !bytes.subarray(0, TELLING_BYTES).includes(0));
    if (this.isPlain) return bytes;
    if (encoding !== 'iso-8859-1') this.decoder = new TextDecoder(encoding);
    return this.decoded(bytes, isLast);
  }

  private tellBySign(bytes: Uint8Array, isLast: boolean): Uint8Array {
    const at = bytes.findIndex((byte) => byte >= 0x80);
    if (at < 0) return bytes;
    const sign = bytes.subarray(at, at + lengthOfSign(bytes[at]!));
    const isCut = sign.length < lengthOfSign(bytes[at]!) && sign.subarray(1).every((byte) => (byte & 0xc0) === 0x80);
    if (isCut && !isLast) {
      this.held = bytes.slice(at);
      return bytes.subarray(0, at);
    }
    this.isTold = true;
    this.isPlain = !isCut && isUtf8(sign);
    if (this.isPlain) return bytes;
    this.decoder = new TextDecoder('windows-1252');
    return this.decoded(bytes, isLast);
  }

  private decoded(bytes: Uint8Array, isLast: boolean): Uint8Array {
    const { decoder } = this;
    if (!decoder || decoder.encoding === 'windows-1252') {
      if (isAscii(bytes)) return bytes;
      if (!decoder) return Buffer.from(latin1(bytes), 'utf8');
    }
    return Buffer.from(decoder.decode(bytes, { stream: !isLast }));
  }
}

/** Bytes of the sign of UTF-8 that begins so; 1 for a byte that begins none. */
function lengthOfSign(byte: number): number {
  return byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 1;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
