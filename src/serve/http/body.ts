import { brotliCompress, constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';

const [brotli, gzipped] = [promisify(brotliCompress), promisify(gzip)];

/** How bytes are packed on their way, the tightest first. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Below this packing gains nothing. */
export const LEAST_PACKED_BYTES = 1024;

/** The tightest encoding that an `Accept-Encoding` header takes. */
export function encodingFor(header: string | undefined): Encoding {
  const weights = new Map<string, number>();
  for (const part of (header ?? '').toLowerCase().slice(0, 400).split(',')) {
    const [name = '', weight] = part.split(';').map((text) => text.trim());
    weights.set(name, weight?.startsWith('q=') ? Number(weight.slice(2)) : 1);
  }
  const takes = (name: string): boolean => (weights.get(name) ?? weights.get('*') ?? 0) > 0;
  return ENCODINGS.find((name) => name !== 'identity' && takes(name)) ?? 'identity';
}

/** Packs bytes; brotli at a level that is as quick as gzip. */
export async function packed(bytes: Uint8Array, encoding: Encoding, level = 4): Promise<Uint8Array> {
  if (encoding === 'br') return brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: level } });
  return encoding === 'gzip' ? gzipped(bytes, { level: 5 }) : bytes;
}
