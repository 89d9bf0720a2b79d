import type { StoreSetting } from '../config/settings.js';
import type { Store } from '../domain/store.js';
import { openFolderStore } from '../stores/folder.js';

export async function openStore({ address }: StoreSetting): Promise<Store> {
  await Promise.resolve();
  if (address.kind === 'folder') return openFolderStore(address.path);
  throw new Error('ftp');
}
