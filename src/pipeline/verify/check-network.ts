import { networkFolder, networkPath } from '../../domain/paths.js';
import type { NetworkManifest } from '../../formats/manifest/network-manifest.js';
import { checkFiles, type AwaitedFile } from './check-files.js';
import type { Checked, Flaw, Look, Place, Places } from './flaw.js';
import { readNetworkBooks } from './network-manifests.js';

/**
 * Looks at the network's files of a year: those that its manifest names, where it has one; the matrix, which always has to be
 * there, against what was noted when it was made and published.
 */
export async function checkNetwork(year: number, places: Places, look: Look): Promise<Checked> {
  const [here, there] = places;
  const noted = (place: Place): string | undefined => look.journal.published(place.notedAs, networkPath(year))?.sha256;
  const isHereDue = look.journal.due(here.notedAs, networkPath(year)) !== undefined;
  const isBehind = there !== undefined && (isHereDue || noted(here) !== noted(there));
  const books = await readNetworkBooks(year, places, !isBehind, look);
  const flaws: Flaw[] = [];
  let [files, sizeBytes] = [0, 0];
  for (const [i, place] of places.entries()) {
    const { manifest, flaw } = books[i]!;
    if (flaw) flaws.push(flaw);
    const awaited = awaitedFiles(place, year, manifest, look);
    files += awaited.length;
    sizeBytes += awaited.reduce((sum, { accepted }) => sum + accepted[0].sizeBytes, 0);
    const found = await checkFiles(place, awaited, look);
    // A manifest that has to be copied comes after the files that it names.
    flaws.unshift(...found);
    if (!awaited.some(({ path }) => path === networkPath(year)))
      flaws.push(...(await matrixFlaws(place, year, i, look)));
  }
  return { part: { kind: 'network', year }, flaws, files, sizeBytes, isBehind };
}

/** A manifest is written after the files: the matrix, which comes first, is held to what was noted of it. */
function awaitedFiles(place: Place, year: number, manifest: NetworkManifest | undefined, look: Look): AwaitedFile[] {
  const matrix = networkPath(year);
  const named = (manifest?.files ?? [])
    .map((file): AwaitedFile => ({ path: `${networkFolder(year)}/${file.name}`, accepted: [file] }))
    .filter(({ path }) => path !== matrix);
  const note = look.journal.published(place.notedAs, matrix);
  return note === undefined || look.journal.due(place.notedAs, matrix) !== undefined
    ? named
    : [{ path: matrix, accepted: [note] }, ...named];
}

/** A matrix of which nothing is noted: has to be there, but where the next run makes or publishes it anyway. */
async function matrixFlaws(place: Place, year: number, at: number, { journal }: Look): Promise<Flaw[]> {
  const path = networkPath(year);
  const isNoted =
    journal.published(place.notedAs, path) !== undefined || journal.due(place.notedAs, path) !== undefined;
  if (at === 1 || isNoted || (await place.store.stat(path))) return [];
  return [{ place, path, what: 'missing', why: 'it is not there', expected: undefined }];
}
