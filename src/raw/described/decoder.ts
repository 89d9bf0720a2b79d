import { isAscii, isUtf8 } from 'node:buffer';
import type { Encoding } from '../description/description.js';

const NOTHING = new Uint8Array(0);
/** A sign of UTF-8 has at most so many bytes. */
const LONGEST_SIGN = 4;

/**
 * From bytes in an encoding to UTF-8, piece by piece. Where none is said, bytes that are no UTF-8 are Windows-1252, and stay so for
 * the rest of the source. UTF-16 that has become UTF-8 on its way stays as it is.
 */
export class Decoder {
  private decoder: InstanceType<typeof TextDecoder> | undefined;
  private isPlain = false;
  private isTold = false;

  constructor(private readonly encoding: Encoding | undefined) {}

  start(): void {
    this.decoder = undefined;
    this.isPlain = this.isTold = false;
  }

  decode(bytes: Uint8Array, isLast: boolean): Uint8Array {
    if (!this.isTold && bytes.length > 0) this.tell(bytes);
    if (this.isPlain || !this.isTold)
      return this.encoding === undefined && this.isTold ? this.unlessBroken(bytes) : bytes;
    if (bytes.length === 0 && !isLast) return NOTHING;
    if (this.encoding === 'iso-8859-1') return isAscii(bytes) ? bytes : Buffer.from(latin1(bytes), 'utf8');
    if (this.decoder!.encoding === 'windows-1252' && isAscii(bytes)) return bytes;
    return Buffer.from(this.decoder!.decode(bytes, { stream: !isLast }));
  }

  private tell(bytes: Uint8Array): void {
    this.isTold = true;
    const { encoding } = this;
    if (encoding === undefined || encoding === 'utf-8') this.isPlain = true;
    else if (encoding.startsWith('utf-16') && !bytes.subarray(0, 256).includes(0)) this.isPlain = true;
    else if (encoding !== 'iso-8859-1') this.decoder = new TextDecoder(encoding);
  }

  private unlessBroken(bytes: Uint8Array): Uint8Array {
    if (isAscii(bytes) || isUtf8(bytes)) return bytes;
    // A sign may lie across two pieces, at either end of this one.
    for (let from = 0; from < LONGEST_SIGN; from++)
      for (let until = 0; until < LONGEST_SIGN; until++)
        if (isUtf8(bytes.subarray(from, bytes.length - until)) && isCut(bytes, from, until)) return bytes;
    this.isPlain = false;
    this.decoder = new TextDecoder('windows-1252');
    return Buffer.from(this.decoder.decode(bytes, { stream: true }));
  }
}

/** Whether what is left out at the ends are parts of signs. */
function isCut(bytes: Uint8Array, from: number, until: number): boolean {
  const head = bytes.subarray(0, from).every((byte) => byte >= 0x80 && byte < 0xc0);
  const tail = bytes.subarray(bytes.length - until);
  return head && (until === 0 || tail[0]! >= 0xc0);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
