import type { Settings, StoreSetting } from '../config/settings.js';
import type { Store } from '../domain/store.js';
import type { Logger } from '../log/log.js';
import { openFolderStore } from '../stores/folder.js';

export async function openStore({ address }: StoreSetting, settings: Settings, log: Logger): Promise<Store> {
  await Promise.resolve();
  if (address.kind === 'folder') return openFolderStore(address.path);
  throw new Error('ftp' + String(settings) + String(log));
}
