import { PluvioError } from '../../domain/errors.js';
import type { ManifestFile } from '../../domain/manifest.js';
import type { Curve } from '../../domain/network.js';

/** What a gauge's column of the network files was made from. */
export interface NetworkGauge {
  readonly gauge: string;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly calibration: Curve | null;
  /** sha256 of the rows of dated tables that made the gauge's year; there where its manifest has them. */
  readonly tables?: string;
  /** sha256 of the gauge's raw series of the year and of its coverage; null where it has none. With the calibration they decide the rest. */
  readonly series: string | null;
  readonly coverage: string | null;
  /** sha256 of its flags of the year, and of the year before, whose last moment is this year's first minute; there where it has flags. */
  readonly flags?: readonly (string | null)[];
}

/** `network_manifest_<year>.json`: there where the network has more than its Matrix Market file. */
export interface NetworkManifest {
  readonly software: { readonly name: 'pluvio'; readonly version: string };
  /** Version of this layout. */
  readonly format: 1;
  readonly year: number;
  /** In the order of the columns. */
  readonly gauges: readonly NetworkGauge[];
  /** The network's files of the year, sorted by name. */
  readonly files: readonly ManifestFile[];
}

export function networkManifestJson(manifest: NetworkManifest): Uint8Array {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads a network manifest; throws DAMAGED where it is none, naming `file`. */
export function parseNetworkManifest(bytes: Uint8Array, file: string): NetworkManifest {
  let value: Partial<NetworkManifest> | null = null;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<NetworkManifest> | null;
  } catch {
    // Said below, as of any other file that is none.
  }
  if (value?.format === 1 && Array.isArray(value.gauges) && Array.isArray(value.files)) return value as NetworkManifest;
  const why = `Cannot read the network's manifest ${file}: it is none; move it away to make the network's files anew`;
  throw new PluvioError('DAMAGED', why, { file });
}
