import { failsAlone, messageOf } from '../../domain/errors.js';
import type { Fingerprint } from '../../domain/storage/output-folder.js';
import type { Entry } from '../../domain/storage/store.js';
import { fingerprintOf } from '../publish/commit.js';
import type { Publishing } from '../context.js';
import { sha256Of } from './check-files.js';
import type { Flaw, Places } from './flaw.js';

/**
 * Puts the other place's copy where a file is missing or damaged, if that copy is what the file should be, byte for byte. What
 * is damaged is set aside by name, never overwritten. Gives where it came from; undefined where there is no such copy.
 */
export async function copyFromOther(
  { place, path, what, expected }: Flaw,
  places: Places,
  { journal, checkpoint }: Pick<Publishing, 'journal' | 'checkpoint'>,
): Promise<string | undefined> {
  const other = places.find((one) => one !== place);
  if (!other || !expected || what === 'unfinished') return undefined;
  const entry = await other.store.stat(path);
  if (!entry || !(await isWhole(other.store, entry, expected))) return undefined;
  await setAside(place.store, path);
  await place.store.write(path, { ...sizeAndHash(expected), pieces: () => other.store.read(entry) });
  checkpoint('verify-copied');
  const written = await place.store.stat(path);
  const isNoted = journal.published(place.notedAs, path) !== undefined;
  // The date of today would make the file one that somebody else has changed.
  if (written && isNoted)
    journal.notePublished(place.notedAs, { [path]: { ...sizeAndHash(expected), modifiedS: written.modifiedS } });
  return other.store.name;
}

/** Renames a damaged file, so that it can be looked at; fine where there is none. Gives its new name. */
export async function setAside(store: Flaw['place']['store'], path: string): Promise<string | undefined> {
  const entry = await store.stat(path);
  if (!entry) return undefined;
  const mark = await nameOf(store, entry);
  const aside = `${path}.damaged-${mark.slice(0, 8)}`;
  await store.rename(path, aside);
  return aside;
}

/** The hash of what is there; of what the store says why it cannot be read, where it cannot. */
async function nameOf(store: Flaw['place']['store'], entry: Entry): Promise<string> {
  try {
    return await sha256Of(store, entry);
  } catch (error) {
    if (!failsAlone(error)) throw error;
    return fingerprintOf(Buffer.from(messageOf(error))).sha256;
  }
}

async function isWhole(store: Flaw['place']['store'], entry: Entry, expected: Fingerprint): Promise<boolean> {
  if (entry.sizeBytes !== expected.sizeBytes) return false;
  try {
    return (await sha256Of(store, entry)) === expected.sha256;
  } catch (error) {
    if (!failsAlone(error)) throw error;
    return false;
  }
}

function sizeAndHash({ sizeBytes, sha256 }: Fingerprint): Fingerprint {
  return { sizeBytes, sha256 };
}
