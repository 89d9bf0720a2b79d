import { quarantinePath } from '../../domain/paths.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import type { GaugesWanted, OutputPlaces, Publishing } from '../context.js';
import type { Quarantine } from '../books/quarantine.js';
import { recoverIn } from './recovering.js';

/**
 * Merges what a run rejected into the quarantine file, together with what the target already has, and publishes it
 * where that differs. The quarantine is never made smaller.
 */
export async function publishQuarantine(
  quarantine: Quarantine,
  { out, target, checkpoint }: Pick<Publishing, 'out' | 'target' | 'checkpoint'>,
): Promise<void> {
  const { path } = quarantine;
  // An earlier run may have been stopped while it replaced the file.
  await recoverIn(target, path.slice(0, path.lastIndexOf('/')));
  const entry = await target?.stat(path);
  const fetched = `${path}.pluvio-fetched`;
  const published = target && entry ? await fetchFile(out, target, entry, fetched) : undefined;
  const { fingerprint } = quarantine.merge(out, published === undefined ? [] : [fetched]);
  checkpoint('local-quarantine');
  out.remove(fetched);
  if (!target || published === fingerprint.sha256) return;
  await target.write(path, out.body(path, fingerprint));
  checkpoint('target-quarantine');
}

/** Brings quarantine files that only one of target and output folder has, the other having been lost, to that other. */
export async function restoreQuarantines({ gauges, out, target }: OutputPlaces & GaugesWanted): Promise<void> {
  if (!target) return;
  const paths = [undefined, ...gauges.map(({ name }) => name)].map(quarantinePath);
  const entries = await target.statMany(paths);
  for (const [i, path] of paths.entries()) {
    const entry = entries[i];
    const isHere = out.sizeBytes(path) !== undefined;
    if (entry && !isHere) await fetchFile(out, target, entry, path);
    const fingerprint = !entry && isHere ? out.fingerprint(path) : undefined;
    if (fingerprint) await target.write(path, out.body(path, fingerprint));
  }
}

/** Fetches a file of the target to `path` in the output folder; gives its hash. */
async function fetchFile(out: OutputFolder, target: Store, entry: Entry, path: string): Promise<string> {
  const staged = out.stage(path);
  for await (const bytes of target.read(entry)) staged.write(bytes);
  const { sha256 } = staged.finish();
  out.commit(path);
  return sha256;
}
