import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { openFolderStore } from '../../../src/stores/folder.js';
import { CONFORMANCE } from '../../support/store-conformance.js';
import { startEmbedded } from '../../support/store-servers.js';
import { tempFolder } from '../../support/temp-folder.js';

for (const [title, check] of CONFORMANCE) {
  test(`folder store: ${title}`, async (t) => {
    const root = join(tempFolder(t), 'root');
    mkdirSync(root);
    await check(t, { store: openFolderStore(root), root });
  });

  test(`FTP store, embedded server: ${title}`, async (t) => {
    await check(t, await startEmbedded(t));
  });
}
