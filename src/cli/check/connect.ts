import type { Settings } from '../../config/settings.js';
import { formatAddress } from '../../config/address.js';
import { messageOf } from '../../domain/errors.js';
import type { WantedGauge } from '../../domain/network.js';
import type { Logger } from '../../log/log.js';
import { openStore } from '../open-store.js';
import { count } from '../report-events.js';
import { newestListedS } from './clock.js';
import type { StoreToTry } from './store-to-try.js';

/**
 * Logs in and lists, changing nothing; says what was found, and adds what went wrong to `problems`, and the newest date of
 * a server to `dates`.
 */
export async function tryStore(
  { what, setting, holdsRaw }: StoreToTry,
  settings: Settings,
  gauges: readonly WantedGauge[],
  log: Logger,
  problems: string[],
  dates: number[],
): Promise<string> {
  const name = `${what}: ${formatAddress(setting.address)}`;
  try {
    const store = await openStore(setting, settings, log);
    try {
      if (!(await store.hasFolder(''))) {
        if (!holdsRaw) return `${name}: not there yet, made by the first run that publishes`;
        const problem = `${what}: there is no folder ${formatAddress(setting.address)}; check the path`;
        // A folder of this machine was missed before.
        if (store.kind === 'ftp') problems.push(problem);
        return `${name}: not there`;
      }
      const folders = await store.listFolders('');
      const missing = gauges.filter(({ folder }) => !folders.includes(folder)).map(({ folder }) => folder);
      const there = gauges.map(({ folder }) => folder).filter((folder) => folders.includes(folder));
      const newestS = holdsRaw && store.kind === 'ftp' ? await newestListedS(store, there) : undefined;
      if (newestS !== undefined) dates.push(newestS);
      const lacks = holdsRaw && missing.length > 0 ? `, none called ${missing.join(', ')}` : '';
      return `${name}: listed, ${count(folders.length, 'folder')}${lacks}`;
    } finally {
      await store.close();
    }
  } catch (error) {
    problems.push(`${what}: ${messageOf(error)}`);
    return `${name}: failed`;
  }
}
