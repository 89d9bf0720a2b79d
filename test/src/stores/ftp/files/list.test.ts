import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { collect, namesIn, putFile } from '../../../../support/stores/store-fixture.js';
import { REAL_SERVERS, whyNot } from '../../../../support/servers/real-servers.js';
import { realServer, startEmbedded, storeOn } from '../../../../support/stores/store-servers.js';
import { testUnless } from '../../../../support/needs.js';

const HOSTILE = ['../x', '/etc/passwd', '..', 'a\\b', 'a\r\nDELE b', 'tab\there', '\u0007bell'];

for (const mlsd of [true, false])
  test(`list leaves hostile names out and tells them (${mlsd ? 'MLSD' : 'LIST'})`, async (t) => {
    const faults = [{ times: Infinity, action: { kind: 'extra-names', names: HOSTILE } as const }];
    const { store, root } = await startEmbedded(t, { features: { mlsd }, faults });
    putFile(root, 'g/good.txt', 'x');
    const { entries, unsafeNames } = await store.list('g');
    for (const { path } of entries) t.regex(path, /^g\/[^/\\\p{Cc}]+$/u);
    t.true(entries.some(({ path }) => path === 'g/good.txt'));
    t.true(unsafeNames.includes('../x'));
    t.true(unsafeNames.includes('/etc/passwd'));
    t.false(entries.some(({ path }) => path.includes('..') || path.includes('passwd')));
  });

test('list says that a listing is incomplete, by what the server says', async (t) => {
  const faults = [{ times: Infinity, action: { kind: 'short-listing', entries: 5 } as const }];
  const { store, root, events } = await startEmbedded(t, { faults });
  for (let i = 0; i < 20; i++) putFile(root, `g/H_010123_0000${String(i).padStart(2, '0')}.txt`, 'x');
  const listing = await store.list('g');
  t.false(listing.complete);
  t.is(listing.entries.length, 5);
  t.deepEqual(events, [{ kind: 'listing-cut', folder: 'g', names: 5 }]);
});

testUnless(whyNot('pure-ftpd'))(
  'list says that a listing is incomplete on Pure-FTPd; working what is there brings the rest',
  async (t) => {
    const server = await realServer(t, 'pure-ftpd', { extra: ['-L', '300:5'] });
    const { store, root } = storeOn(t, server);
    for (let i = 0; i < 700; i++) putFile(root, `g/H_${i}.txt`, 'x');
    const seen: number[] = [];
    for (let complete = false; !complete;) {
      const listing = await store.list('g');
      seen.push((await collect(store.removeMany(listing.entries))).length);
      complete = listing.complete;
    }
    t.deepEqual(seen, [298, 298, 104]);
  },
);

test('recover puts back a file that a killed replacement left aside, and removes one whose successor is in its place; list does neither', async (t) => {
  const { store, root } = await startEmbedded(t);
  const aside = putFile(root, 'G/a.csv.pluvio-bak', 'published');
  putFile(root, 'G/b.csv.pluvio-bak', 'older');
  putFile(root, 'G/b.csv', 'newer');
  const listing = await store.list('G');
  t.deepEqual(namesIn(root, 'G'), ['a.csv.pluvio-bak', 'b.csv', 'b.csv.pluvio-bak']);
  const { entries } = await store.recover!('G', listing);
  t.deepEqual(entries.map(({ path }) => path).sort(), ['G/a.csv', 'G/b.csv']);
  t.deepEqual(namesIn(root, 'G'), ['a.csv', 'b.csv']);
  t.deepEqual(await store.stat('G/a.csv'), { ...aside, path: 'G/a.csv' });
  t.is(await store.stat('G/b.csv.pluvio-bak'), undefined);
});

for (const name of REAL_SERVERS)
  testUnless(whyNot(name))(`names that are no UTF-8 are read and deleted on ${name}`, async (t) => {
    const server = await realServer(t, name);
    const { store, root, events } = storeOn(t, server);
    mkdirSync(join(root, 'g'));
    writeFileSync(Buffer.concat([Buffer.from(join(root, 'g/')), Buffer.from('H\xe9tel.txt', 'latin1')]), 'latin');
    putFile(root, 'g/Hôtel.txt', 'utf8');
    const { entries } = await store.list('g');
    t.deepEqual(entries.map(({ path }) => path).sort(), ['g/Hétel.txt', 'g/Hôtel.txt']);
    const read = await collect(store.readMany(entries));
    t.deepEqual(read.map(({ bytes }) => Buffer.from(bytes ?? []).toString()).sort(), ['latin', 'utf8']);
    t.true(events.some((event) => event.kind === 'latin1' && event.path === 'g/Hétel.txt'));
    const removed = await collect(store.removeMany(entries, { leaveFirst: true }));
    t.true(removed.every(({ outcome }) => outcome === 'removed'));
  });
