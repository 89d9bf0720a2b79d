import { createHash } from 'node:crypto';
import { PluvioError } from '../../domain/errors.js';
import type { Body } from '../../domain/storage/store.js';

/** What some bytes turned out to be. */
export interface Digest {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Takes bytes in for their size and hash; memory does not depend on how many they are. */
export class Digester {
  readonly #hash = createHash('sha256');
  #sizeBytes = 0;

  take(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
  }

  /** Of everything taken in; to be asked once, at the end. */
  digest(): Digest {
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest('hex') };
  }
}

/**
 * Throws PUBLISH where another number of bytes went out than the body has. Their hash is that of the file read back: it
 * is not taken twice.
 */
export function checkSent(body: Body, sentBytes: number, path: string): void {
  if (sentBytes === body.sizeBytes) return;
  throw new PluvioError(
    'PUBLISH',
    `Cannot publish ${path}: what was to be sent has ${sentBytes} bytes, expected ${body.sizeBytes}; the file before it was left as it was`,
    { file: path, transient: true },
  );
}

/** Throws PUBLISH where what was read back is not the body. */
export function checkDigest(body: Body, found: Digest, path: string, where: string): void {
  const { sizeBytes, sha256 = found.sha256 } = body;
  if (found.sizeBytes === sizeBytes && found.sha256 === sha256) return;
  throw new PluvioError(
    'PUBLISH',
    `Cannot publish ${path}: ${where} has ${found.sizeBytes} bytes with hash ${found.sha256.slice(0, 12)}…, ` +
      `expected ${sizeBytes} with ${sha256.slice(0, 12)}…; the file before it was left as it was`,
    { file: path, transient: true },
  );
}
