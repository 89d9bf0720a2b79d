import { networkFolder, networkPath } from '../../domain/paths.js';
import type { PublishedNote } from '../../domain/run/journal.js';
import type { Store } from '../../domain/storage/store.js';
import {
  networkManifestJson,
  parseNetworkManifest,
  type NetworkManifest,
} from '../../formats/manifest/network-manifest.js';
import { fingerprintOf, tryRead } from '../publish/commit.js';
import { fetchWhole } from '../publish/published-file.js';
import { checkFiles } from './check-files.js';
import type { Flaw, Look, Place, Places } from './flaw.js';

/** The network's manifest of a year that goes for a place, and what is wrong with the one that lies there. */
export interface NetworkBooks {
  readonly manifest: NetworkManifest | undefined;
  readonly flaw: Flaw | undefined;
}

export function networkManifestPath(year: number): string {
  return networkPath(year, 'manifest', 'json');
}

/**
 * The network's manifests of a year, a place each. One that is not what was noted when it was published is wrong. Where both
 * are to be the same (`isSame`) and are not, and nothing was noted, the one that names files that are nowhere is the wrong
 * one; where that does not tell either, the target's is made again.
 */
export async function readNetworkBooks(
  year: number,
  places: Places,
  isSame: boolean,
  look: Look,
): Promise<NetworkBooks[]> {
  const path = networkManifestPath(year);
  const found: (NetworkManifest | 'unreadable' | undefined)[] = [];
  for (const { store } of places) found.push(await readManifest(store, year));
  // What is still to be made is noted last.
  const isSettled = places.every(({ notedAs }) => look.journal.due(notedAs, networkPath(year)) === undefined);
  const isNoted = places.map(({ notedAs }, i) =>
    isSettled ? isAsNoted(found[i], look.journal.published(notedAs, path)) : undefined,
  );
  const usable = found.map((manifest, i) => (manifest === 'unreadable' || isNoted[i] === false ? undefined : manifest));
  const [here, there] = usable;
  const differ = here && there && isSame && hashOf(here) !== hashOf(there);
  const isHereWrong = differ && !(await tellsOfFiles(here, places, look)) && (await tellsOfFiles(there, places, look));
  return places.map((place, i) => {
    const twin = usable[1 - i];
    const flaw = { place, path, expected: twin && fingerprintOf(networkManifestJson(twin)) };
    if (found[i] === 'unreadable')
      return { manifest: twin, flaw: { ...flaw, what: 'damaged', why: 'it is no manifest' } };
    if (isNoted[i] === false)
      return { manifest: twin, flaw: { ...flaw, what: 'damaged', why: 'it is not the one that was published' } };
    if (!found[i] && twin && isSame)
      return { manifest: twin, flaw: { ...flaw, what: 'missing', why: 'it is not there' } };
    if (differ && isHereWrong === (i === 0))
      return { manifest: twin, flaw: { ...flaw, what: 'damaged', why: 'it is not what the other side holds' } };
    return { manifest: usable[i], flaw: undefined };
  });
}

/** Undefined where nothing was noted of it. */
function isAsNoted(
  manifest: NetworkManifest | 'unreadable' | undefined,
  noted: PublishedNote | undefined,
): boolean | undefined {
  if (manifest === undefined || manifest === 'unreadable' || noted === undefined) return undefined;
  return hashOf(manifest) === noted.sha256;
}

function hashOf(manifest: NetworkManifest): string {
  return fingerprintOf(networkManifestJson(manifest)).sha256;
}

async function readManifest(store: Store, year: number): Promise<NetworkManifest | 'unreadable' | undefined> {
  const path = networkManifestPath(year);
  const bytes = await fetchWhole(store, path);
  return bytes && (tryRead(() => parseNetworkManifest(bytes, path)) ?? 'unreadable');
}

/** Whether each file of a manifest lies, byte for byte, in one of the places. */
async function tellsOfFiles({ year, files }: NetworkManifest, places: Places, look: Look): Promise<boolean> {
  for (const file of files) {
    const awaited = [{ path: `${networkFolder(year)}/${file.name}`, accepted: [file] as const }];
    const isIn = async (place: Place): Promise<boolean> =>
      (await checkFiles(place, awaited, { ...look, deep: true })).length === 0;
    const looks: boolean[] = [];
    for (const place of places) looks.push(await isIn(place));
    if (!looks.includes(true)) return false;
  }
  return true;
}
