import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { FtpHabits, FtpServerOptions } from '../../../../../fixtures/ftp-server/index.js';
import { bodyOf, collect, putFile } from '../../../../support/stores/store-fixture.js';
import { startEmbedded } from '../../../../support/stores/store-servers.js';

const vms: FtpHabits['listLines'] = (entries) =>
  entries.map(
    ({ name, kind }) => `${name}${kind === 'folder' ? '.DIR' : ''};1   5/8  1-MAR-2024 00:04:05  [F]  (RWED)`,
  );

const WITHOUT: Readonly<Record<string, Partial<FtpServerOptions>>> = {
  'SIZE, with MLST': { features: { size: false } },
  'SIZE and MLST': { features: { size: false, mlsd: false } },
  'SIZE, MDTM and MLST': { features: { size: false, mdtm: false, mlsd: false } },
  'MDTM, with MLST': { features: { mdtm: false } },
  'MDTM and MLST': { features: { mdtm: false, mlsd: false } },
  'SIZE, MLST and sizes in its listing': { features: { size: false, mlsd: false }, habits: { listLines: vms } },
};

for (const [what, server] of Object.entries(WITHOUT))
  test(`a store works on a server without ${what}`, async (t) => {
    const { store, root } = await startEmbedded(t, server);
    const entries = Array.from({ length: 5 }, (_, i) => putFile(root, `g/f${i}.txt`, `content ${i}`));
    const found = await store.statMany([...entries.map(({ path }) => path), 'g/none', 'none/none']);
    t.deepEqual(
      found.map((entry) => entry?.sizeBytes),
      [...entries.map(({ sizeBytes }) => sizeBytes), undefined, undefined],
    );
    const hasDates = server.features?.mdtm !== false || server.features.mlsd !== false;
    t.is(found[0]?.modifiedS, hasDates ? entries[0]!.modifiedS : undefined);
    await store.write('G/a.csv', bodyOf('body'));
    await store.write('G/a.csv', bodyOf('another body'));
    t.is((await store.stat('G/a.csv'))?.sizeBytes, 12);
    putFile(root, 'g/f0.txt', 'longer than it was');
    const removed = await collect(store.removeMany(entries, { leaveFirst: true }));
    t.deepEqual(
      removed.map(({ outcome }) => outcome),
      ['changed', 'removed', 'removed', 'removed', 'removed'],
    );
  });

test('a changed file of the same size is seen on a server without MDTM, by MLST', async (t) => {
  const { store, root } = await startEmbedded(t, { features: { mdtm: false } });
  const entry = putFile(root, 'g/a.txt', 'old');
  t.deepEqual((await store.list('g')).entries, [entry]);
  putFile(root, 'g/a.txt', 'new', 1_700_000_500);
  const [removed] = await collect(store.removeMany([entry]));
  t.is(removed?.outcome, 'changed');
});

for (const listingAheadS of [7200, -34_200, 45_900, 3600 * 14])
  test(`dates of MLSD that are ${listingAheadS / 3600} h ahead of those of MDTM are put right`, async (t) => {
    const { store, root, events } = await startEmbedded(t, { habits: { listingAheadS } });
    const entries = Array.from({ length: 5 }, (_, i) => putFile(root, `g/f${i}.txt`, 'x', 1_700_000_000 + i));
    const { entries: listed } = await store.list('g');
    t.deepEqual(
      [...listed].sort((a, b) => (a.path < b.path ? -1 : 1)),
      entries,
    );
    t.deepEqual(await store.statMany(entries.map(({ path }) => path)), entries);
    t.deepEqual(events, [{ kind: 'zones', aheadS: listingAheadS }]);
    // One that is written anew, whole quarters of an hour later, has changed all the same.
    utimesSync(join(root, 'g/f0.txt'), 1_700_000_000 + listingAheadS, 1_700_000_000 + listingAheadS);
    utimesSync(join(root, 'g/f1.txt'), 1_700_000_001 + 900, 1_700_000_001 + 900);
    const removed = await collect(store.removeMany(entries, { leaveFirst: true }));
    t.deepEqual(
      removed.map(({ outcome }) => outcome),
      ['changed', 'changed', 'removed', 'removed', 'removed'],
    );
  });

test('files from before the clocks went forward are as they are listed', async (t) => {
  const summerS = 1_700_000_500;
  const line = ({ name, sizeBytes, modifiedS }: { name: string; sizeBytes: number; modifiedS: number }): string => {
    const local = new Date((modifiedS + (modifiedS >= summerS ? 7200 : 3600)) * 1000);
    return `type=file;size=${sizeBytes};modify=${local.toISOString().slice(0, 19).replace(/\D/g, '')}; ${name}`;
  };
  const { store, root } = await startEmbedded(t, { habits: { factLine: line, listingAheadS: 3600 } });
  putFile(root, 'g/winter.txt', 'x', summerS - 10_000);
  putFile(root, 'g/summer.txt', 'x', summerS + 10_000);
  const { entries } = await store.list('g');
  const winter = entries.filter(({ path }) => path === 'g/winter.txt');
  const removed = await collect(store.removeMany(winter));
  t.deepEqual(
    removed.map(({ outcome }) => outcome),
    ['removed'],
  );
});

test('dates in a listing that have nothing to do with those of MDTM are left out', async (t) => {
  const factLine: FtpHabits['factLine'] = ({ name, sizeBytes }) =>
    `type=file;size=${sizeBytes};modify=19700101000001; ${name}`;
  const { store, root } = await startEmbedded(t, { habits: { factLine } });
  const entry = putFile(root, 'g/a.txt', 'x');
  const { entries } = await store.list('g');
  t.deepEqual(entries, [{ ...entry, modifiedS: undefined }]);
  const [removed] = await collect(store.removeMany(entries));
  t.is(removed?.outcome, 'removed');
});

test('a file that is being written while zones are compared tells none', async (t) => {
  const { store, root, events } = await startEmbedded(t, {
    faults: ({ verb }) => {
      if (verb === 'MDTM') putFile(root, 'g/a.txt', 'x', 1_700_000_003);
      return undefined;
    },
  });
  const entry = putFile(root, 'g/a.txt', 'x');
  t.deepEqual((await store.list('g')).entries, [entry]);
  t.deepEqual(events, []);
});
