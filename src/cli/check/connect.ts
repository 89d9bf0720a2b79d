import { formatAddress } from '../../config/address.js';
import { messageOf } from '../../domain/errors.js';
import type { Logger } from '../../log/log.js';
import { openStore } from '../open-store.js';
import { count } from '../report-events.js';
import { otherwiseSpelt } from './folder-spelling.js';
import type { CheckResult } from './gather.js';
import { tryFormats } from './try-formats.js';
import type { StoreToTry } from './store-to-try.js';

/** Logs in and lists, changing nothing; says what was found, and adds what is wrong or strange to the result. */
export async function tryStore(
  { what, setting, holdsRaw }: StoreToTry,
  { settings, wanted: { gauges }, forms, problems, warnings }: CheckResult,
  log: Logger,
): Promise<string[]> {
  const name = `${what}: ${formatAddress(setting.address)}`;
  try {
    const store = await openStore(setting, settings, log);
    try {
      if (!(await store.hasFolder(''))) {
        if (!holdsRaw) return [`${name}: not there yet, made by the first run that publishes`];
        const problem = `${what}: there is no folder ${formatAddress(setting.address)}; check the path`;
        // A folder of this machine was missed before.
        if (store.kind === 'ftp') problems.push(problem);
        return [`${name}: not there`];
      }
      const folders = await store.listFolders('');
      const missing = gauges.filter(({ folder }) => !folders.includes(folder)).map(({ folder }) => folder);
      // Folders of this machine were looked at before.
      if (holdsRaw && store.kind === 'ftp') {
        const wanted = gauges.map(({ folder }) => folder);
        warnings.push(...otherwiseSpelt(what, wanted, folders));
      }
      const lacks = holdsRaw && missing.length > 0 ? `, none called ${missing.join(', ')}` : '';
      const listed = `${name}: listed, ${count(folders.length, 'folder')}${lacks}`;
      return forms && holdsRaw ? [listed, ...(await tryFormats(store, gauges, forms, problems))] : [listed];
    } finally {
      await store.close();
    }
  } catch (error) {
    problems.push(`${what}: ${messageOf(error)}`);
    return [`${name}: failed`];
  }
}
