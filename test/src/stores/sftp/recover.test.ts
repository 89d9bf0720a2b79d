import test from 'ava';
import { testUnless } from '../../../support/needs.js';
import { sftpStoreOn, sshServer, whyNoSshd } from '../../../support/servers/ssh-server.js';
import { bodyOf, namesIn, putFile, textOf } from '../../../support/stores/store-fixture.js';

const sshTest = testUnless(whyNoSshd(), test);

for (const without of [[], ['posix-rename']])
  sshTest(
    `recover puts back what a killed replacement left aside, and removes what was replaced; looks do neither${without.map((name) => `, without ${name}`).join('')}`,
    async (t) => {
      const { store, root } = sftpStoreOn(t, await sshServer(t, without.length > 0 ? { without } : {}));
      const aside = putFile(root, 'G/a.csv.pluvio-bak', 'published');
      putFile(root, 'G/b.csv.pluvio-bak', 'older');
      putFile(root, 'G/b.csv', 'newer');
      const listing = await store.list('G');
      t.is(await store.stat('G/a.csv'), undefined);
      t.is(await textOf(store.read(aside)), 'published');
      t.deepEqual(namesIn(root, 'G'), ['a.csv.pluvio-bak', 'b.csv', 'b.csv.pluvio-bak']);
      const { entries } = await store.recover!('G', listing);
      t.deepEqual(entries.map(({ path }) => path).sort(), ['G/a.csv', 'G/b.csv']);
      t.deepEqual(namesIn(root, 'G'), ['a.csv', 'b.csv']);
      t.deepEqual(await store.stat('G/a.csv'), { ...aside, path: 'G/a.csv' });
      await store.write('G/a.csv', bodyOf('replaced'));
      t.deepEqual(namesIn(root, 'G'), ['a.csv', 'b.csv']);
    },
  );
