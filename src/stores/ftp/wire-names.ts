import type { FtpEvent } from './options.js';

/**
 * Names as bytes. Control connections carry bytes one to one (latin1); this turns names into the server's bytes and
 * back: UTF-8, and for names that are none, latin1, remembered so that they go out as they came in.
 */
export class WireNames {
  readonly #latin1 = new Set<string>();
  readonly #emit: (event: FtpEvent) => void;

  constructor(emit: (event: FtpEvent) => void) {
    this.#emit = emit;
  }

  /** The name that the bytes (one per character) stand for. */
  decode(folder: string, bytes: string): string {
    const name = utf8Of(bytes);
    if (name !== undefined) return name;
    this.remember(folder === '' ? bytes : `${folder}/${bytes}`);
    return bytes;
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
      return this.#latin1.has(walked) ? segment : Buffer.from(segment, 'utf8').toString('latin1');
    });
    return segments.join('/');
  }

  /** Whether the path's last name could be meant as latin1 and is not yet known as such. */
  mayBeLatin1(path: string): boolean {
    return !isAscii(path) && !this.#latin1.has(path) && /^[\u0000-\u00ff]*$/.test(path); // eslint-disable-line no-control-regex
  }
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
