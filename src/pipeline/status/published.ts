import type { Manifest } from '../../domain/manifest.js';
import { yearPath } from '../../domain/paths.js';
import type { Store } from '../../domain/storage/store.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { sameManifest, tryRead } from '../publish/commit.js';

/** A gauge's year as its manifest tells it. */
export interface PublishedYear {
  readonly year: number;
  readonly readings: number;
  /** Unix seconds. */
  readonly firstS: number | null;
  readonly lastS: number | null;
  readonly rainMm: number;
  /** Whether the publication holds it as it is here; null where that cannot be told now. */
  readonly isPublished: boolean | null;
}

/** The manifests that a store holds of a gauge, by year, ascending; those that cannot be read are left out. */
export async function manifestsOf(store: Store, gauge: string): Promise<Manifest[]> {
  const years = (await store.listFolders(gauge)).filter((name) => /^\d{4}$/.test(name)).map(Number);
  const entries = await store.statMany(years.map((year) => yearPath(gauge, year, 'manifest')));
  const found: Manifest[] = [];
  for await (const { entry, bytes } of store.readMany(entries.filter((entry) => entry !== undefined))) {
    const manifest = bytes && tryRead(() => parseManifest(bytes, `${store.name}/${entry.path}`));
    if (manifest) found.push(manifest);
  }
  return found.sort((a, b) => a.year - b.year);
}

/**
 * Sets what is here beside what the target holds: `target` is undefined where the output folder is the publication,
 * null where the target cannot be asked.
 */
export function comparePublished(
  here: readonly Manifest[],
  target: readonly Manifest[] | null | undefined,
): PublishedYear[] {
  const there = new Map((target ?? []).map((manifest) => [manifest.year, manifest]));
  const years = new Map([...there, ...here.map((manifest) => [manifest.year, manifest] as const)]);
  return [...years.values()]
    .sort((a, b) => a.year - b.year)
    .map((manifest) => {
      const { year, readings, firstS, lastS, rainMm } = manifest;
      const twin = there.get(year);
      const isPublished = target === null ? null : !target || (twin !== undefined && sameManifest(manifest, twin));
      return { year, readings, firstS, lastS, rainMm, isPublished };
    });
}
