import type { FtpEvent } from '../options.js';

/**
 * Stand for single bytes in names that are no UTF-8: the code of the byte, and 0xEF in front. For bytes that are no letter in
 * latin1, for the backslash, and for all others from 0x80 on where the name in latin1 is that of another file.
 */
const STAND_IN = /[\uef5c\uef80-\uefff]/;
const STAND_IN_BASE = 0xef00;
/** Characters of UTF-8 that cannot be in a name as it is used here: controls, what stands for undecodable bytes, stand-ins. */
const CLOUDY = /[\u0080-\u009f\ufffd\uef5c\uef80-\uefff]/;

/**
 * Names as bytes. Control connections carry bytes one to one (latin1); this turns names into the server's bytes and
 * back: UTF-8; for names that are none, latin1, remembered so that they go out as they came in, with stand-ins for what is
 * no letter there. Two different names of a folder never become one.
 */
export class WireNames {
  readonly #latin1 = new Set<string>();
  readonly #emit: (event: FtpEvent) => void;

  constructor(emit: (event: FtpEvent) => void) {
    this.#emit = emit;
  }

  /** The name that the bytes (one per character) stand for; undefined where they are no UTF-8: see `decodeBytes`. */
  decode(folder: string, bytes: string): string | undefined {
    if (isAscii(bytes)) return bytes;
    const name = utf8Of(bytes);
    if (name === undefined || CLOUDY.test(name)) return undefined;
    this.#latin1.delete(joined(folder, name));
    return name;
  }

  /** The name for bytes that are no UTF-8; `isTaken` where another file of the folder is called so. */
  decodeBytes(folder: string, bytes: string, isTaken: (name: string) => boolean): string {
    const name = bytes.replace(/[\u0080-\u009f\\]/g, standIn);
    const other = isTaken(name) ? bytes.replace(/[\u0080-\u00ff\\]/g, standIn) : name;
    this.remember(joined(folder, other));
    return other;
  }

  /** From now on the last name of this path goes out as latin1. */
  remember(path: string): void {
    if (this.#latin1.has(path)) return;
    this.#latin1.add(path);
    this.#emit({ kind: 'latin1', path });
  }

  /** The second path's last name goes out in the encoding of the first one's. */
  rememberLike(path: string, other: string): void {
    if (this.#latin1.has(path)) this.#latin1.add(other);
  }

  /** The bytes of a path, one per character. */
  encode(path: string): string {
    if (isAscii(path)) return path;
    let walked = '';
    const segments = path.split('/').map((segment) => {
      walked = walked === '' ? segment : `${walked}/${segment}`;
      if (STAND_IN.test(segment)) return bytesOf(segment);
      return this.#latin1.has(walked) ? segment : Buffer.from(segment, 'utf8').toString('latin1');
    });
    return segments.join('/');
  }

  /** Whether the path's last name could be meant as latin1 and is not yet known as such. */
  mayBeLatin1(path: string): boolean {
    return !isAscii(path) && !this.#latin1.has(path) && /^[\u0000-\u00ff]*$/.test(path); // eslint-disable-line no-control-regex
  }
}

function standIn(byte: string): string {
  return String.fromCharCode(STAND_IN_BASE + byte.charCodeAt(0));
}

function bytesOf(name: string): string {
  return Array.from(name, (character) => {
    const code = character.codePointAt(0)!;
    if (code <= 0xff) return character;
    return STAND_IN.test(character)
      ? String.fromCharCode(code - STAND_IN_BASE)
      : Buffer.from(character, 'utf8').toString('latin1');
  }).join('');
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function isAscii(text: string): boolean {
  return !/[^\u0000-\u007f]/.test(text); // eslint-disable-line no-control-regex
}

/** The text of bytes given one per character; undefined where they are no UTF-8. */
export function utf8Of(bytes: string): string | undefined {
  if (isAscii(bytes)) return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}
