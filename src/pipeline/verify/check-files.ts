import { createHash } from 'node:crypto';
import { failsAlone } from '../../domain/errors.js';
import type { Fingerprint } from '../../domain/storage/output-folder.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import type { Flaw, Look, Place } from './flaw.js';

/** A file that should be there. */
export interface AwaitedFile {
  readonly path: string;
  /** Any of these is right; the first is what it should become. */
  readonly accepted: readonly [Fingerprint, ...Fingerprint[]];
}

/** Looks whether files are in a place as they should be; gives those that are not. */
export async function checkFiles(place: Place, files: readonly AwaitedFile[], look: Look): Promise<Flaw[]> {
  const entries = await place.store.statMany(files.map(({ path }) => path));
  const flaws: Flaw[] = [];
  for (const [i, { path, accepted }] of files.entries()) {
    look.signal?.throwIfAborted();
    const entry = entries[i];
    const flaw = { place, path, expected: accepted[0] };
    if (!entry) flaws.push({ ...flaw, what: 'missing', why: 'it is not there' });
    else {
      const why = await whyDamaged(place, entry, accepted, look);
      if (why !== undefined) flaws.push({ ...flaw, what: 'damaged', why });
      look.onFile?.(entry.sizeBytes);
    }
  }
  return flaws;
}

async function whyDamaged(
  place: Place,
  entry: Entry,
  accepted: AwaitedFile['accepted'],
  look: Look,
): Promise<string | undefined> {
  const sameSize = accepted.filter(({ sizeBytes }) => sizeBytes === entry.sizeBytes);
  if (sameSize.length === 0) return `it has ${entry.sizeBytes} bytes instead of ${accepted[0].sizeBytes}`;
  if (!look.deep && !hasAnotherDate(place, entry, look)) return undefined;
  try {
    const sha256 = await sha256Of(place.store, entry);
    if (sameSize.some((right) => right.sha256 === sha256)) return undefined;
    return `its bytes are others: sha256 ${sha256.slice(0, 8)}… instead of ${sameSize[0]!.sha256.slice(0, 8)}…`;
  } catch (error) {
    if (!failsAlone(error)) throw error;
    return `it cannot be read: ${error.message}`;
  }
}

/** Whether a file was written since it was read back last, as far as dates tell. */
function hasAnotherDate({ notedAs }: Place, { path, modifiedS }: Entry, { journal }: Look): boolean {
  const noted = journal.published(notedAs, path)?.modifiedS;
  return noted !== undefined && modifiedS !== undefined && noted !== modifiedS;
}

export async function sha256Of(store: Store, entry: Entry): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of store.read(entry)) hash.update(bytes);
  return hash.digest('hex');
}
