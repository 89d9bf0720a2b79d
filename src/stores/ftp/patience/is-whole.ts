import type { Entry } from '../../../domain/storage/store.js';
import { sameFile } from '../../protocol/same-file.js';
import type { EndUntold } from '../failure.js';
import type { Pool } from '../login/pool.js';
import { statFiles } from '../files/stat.js';
import { lowerTo } from '../login/abilities.js';

/**
 * Whether a file of which all bytes came is whole, though the server did not say so: as another connection sees it, it still is
 * what it was when it was listed. Where it happens again, files are asked for one by one: only then it is sure whose bytes came.
 */
export async function isWhole(pool: Pool, entry: Entry, { message }: EndUntold): Promise<boolean> {
  const [now] = await statFiles(pool, [entry.path]).catch(() => []);
  if (!now || !sameFile(entry, now)) return false;
  const { abilities, settings } = pool;
  settings.emit({ kind: 'end-untold', path: entry.path, reason: pool.redact(message) });
  if (++abilities.untoldEnds > 1 && abilities.readAhead !== 'none') {
    lowerTo(abilities, 'no-read-ahead');
    settings.emit({ kind: 'fallback', to: 'no-read-ahead', reason: pool.redact(message) });
  }
  return true;
}
