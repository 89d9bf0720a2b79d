import { PluvioError } from '../../domain/errors.js';
import type { Manifest } from '../../domain/manifest.js';

/** The manifest as published: two-space JSON in the order of the type, with a last newline. */
export function manifestJson(manifest: Manifest): Uint8Array {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads a manifest; throws DAMAGED where it is none, naming `file`. */
export function parseManifest(bytes: Uint8Array, file: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw notOne(file, 'it is not JSON', cause);
  }
  if (!isManifest(value)) throw notOne(file, 'fields are missing');
  return value;
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { format, gauge, year, readings, accounting, files } = value as Partial<Manifest>;
  return (
    format === 1 &&
    typeof gauge === 'string' &&
    typeof year === 'number' &&
    typeof readings === 'number' &&
    typeof accounting === 'object' &&
    Array.isArray(files)
  );
}

function notOne(file: string, why: string, cause?: unknown): PluvioError {
  return new PluvioError(
    'DAMAGED',
    `Cannot read the manifest ${file}: ${why}; restore it, or move it away to publish its year anew`,
    { file, cause },
  );
}
