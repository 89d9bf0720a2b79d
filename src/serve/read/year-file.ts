import { createHash } from 'node:crypto';
import { PluvioError } from '../../domain/errors.js';
import type { ManifestFile } from '../../domain/manifest.js';
import { yearFileName, yearFolder, type YearFile } from '../../domain/paths.js';
import type { Store } from '../../domain/storage/store.js';
import type { PublishedYear } from './catalogue.js';
import { readWhole } from './whole-file.js';

/** A file of a manifest, which has to be what the manifest says; undefined where it is not, or not any more. */
async function readListed(store: Store, path: string, listed: ManifestFile): Promise<Uint8Array | undefined> {
  const file = await readWhole(store, path);
  if (file?.bytes.length !== listed.sizeBytes) return undefined;
  const isSame = createHash('sha256').update(file.bytes).digest('hex') === listed.sha256;
  return isSame ? file.bytes : undefined;
}

/** A year that is not whole at this moment: it is being published, or damaged. */
function inFlux(gauge: string, year: number): PluvioError {
  return new PluvioError(
    'STORE_TRUNCATED',
    `${gauge} ${year} is being published, or its files do not match its manifest; ask again in a moment`,
    { gauge, transient: true },
  );
}

/** A file of a gauge's year, as its manifest has it. Throws STORE_TRUNCATED where it is not so at this moment. */
export async function readYearFile(
  store: Store,
  gauge: string,
  { year, manifest }: PublishedYear,
  kind: YearFile,
): Promise<{ path: string; bytes: Uint8Array }> {
  const name = yearFileName(gauge, year, kind);
  const path = `${yearFolder(gauge, year)}/${name}`;
  const listed = manifest.files.find((one) => one.name === name);
  const bytes = listed && (await readListed(store, path, listed));
  if (!bytes) throw inFlux(gauge, year);
  return { path, bytes };
}
