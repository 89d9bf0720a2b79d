import { DEFAULT_EVENTS, type EventOptions } from '../../analyses/events.js';
import type { ManifestFile } from '../../domain/manifest.js';

/** What flags of a gauge's year were made from, and how. */
export interface QualityManifest {
  /** Hash of the gauge's record and its neighbours', and of where they lie. */
  readonly input: string;
  /** Every test, with the settings that it went by. */
  readonly tests: readonly {
    readonly test: string;
    readonly version: number;
    readonly settings: Readonly<Record<string, number>>;
  }[];
  /** Settings that are not the default, by `test.setting`: later runs go by them, too. */
  readonly set: Readonly<Record<string, number>>;
  /** There where flagged rain is left out of the qualified series. */
  readonly exclude?: {
    /** From which level on. */
    readonly level: 1 | 2 | 3;
    /** Whether the reading that ends with New Year is left out, which the flags of the old year tell. */
    readonly first: boolean;
  };
}

/** What the tables of a gauge's year, or of the network's, were made from: nothing is made where it is the same. */
export interface ProductsManifest {
  readonly software: { readonly name: 'pluvio'; readonly version: string };
  /** Version of this layout. */
  readonly format: 1;
  /** Hash of the rain that the tables are of. */
  readonly input: string;
  /** How events were told apart. */
  readonly events: EventOptions;
  /** Likewise of each month, as the totals have it; there where there are totals. */
  readonly months?: readonly string[];
  /** There where there are flags. */
  readonly quality?: QualityManifest;
  /** Sorted by name; beside this manifest. */
  readonly files: readonly ManifestFile[];
}

/** The same bytes for the same manifest, made or read, in whatever order its keys came. */
export function productsManifestJson(manifest: ProductsManifest): Uint8Array {
  const { software, format, input, events, months, quality, files } = manifest;
  const { gapS, minDepthMm, energy, splitBelowMm } = events;
  const ordered = {
    software,
    format,
    input,
    events: { gapS, minDepthMm, energy, splitBelowMm },
    months,
    quality,
    files,
  };
  return Buffer.from(`${JSON.stringify(ordered, null, 2)}\n`);
}

/** Undefined where it is none: the tables are made anew then. */
export function parseProductsManifest(bytes: Uint8Array): ProductsManifest | undefined {
  try {
    const { files, events, ...rest } = JSON.parse(Buffer.from(bytes).toString('utf8')) as ProductsManifest;
    if (!Array.isArray(files) || !files.every(isFile) || !Array.isArray(events.gapS)) return undefined;
    if (rest.quality !== undefined && !isQuality(rest.quality)) return undefined;
    return { ...rest, events: { ...DEFAULT_EVENTS, ...events }, files };
  } catch {
    return undefined;
  }
}

function isQuality(quality: unknown): boolean {
  const { input, tests, set } = quality as Partial<QualityManifest>;
  return typeof input === 'string' && Array.isArray(tests) && typeof set === 'object';
}

function isFile(file: unknown): boolean {
  const { name, sizeBytes, sha256 } = file as Partial<ManifestFile>;
  return typeof name === 'string' && !/[/\\]/.test(name) && typeof sizeBytes === 'number' && typeof sha256 === 'string';
}
