import test from 'ava';
import type { FaultRule } from '../../../../../fixtures/ftp-server/index.js';
import { collect, namesIn, putFile } from '../../../../support/stores/store-fixture.js';
import { startEmbedded } from '../../../../support/stores/store-servers.js';

const FILES = 6;

const REFUSALS: readonly (readonly [number, string])[] = [
  [550, 'Permission denied'],
  [550, 'Delete operation failed.'],
  [553, 'Not allowed'],
  [502, 'Command not implemented'],
  [450, 'File unavailable'],
  [550, 'The file is being used by another process.'],
];

for (const [code, text] of REFUSALS)
  test(`DELE refused by ${code} ${text}: nothing is deleted, one file at most has another name, and each is told`, async (t) => {
    const faults: FaultRule[] = [{ verb: 'DELE', times: Infinity, action: { kind: 'refuse', code, text } }];
    const { store, root } = await startEmbedded(t, { faults });
    const entries = Array.from({ length: FILES }, (_, i) => putFile(root, `g/f${i}.txt`, 'x'));
    const removed = await collect(store.removeMany(entries, { leaveFirst: true }));
    for (const result of removed)
      t.regex(result.outcome === 'refused' ? result.error.message : '', new RegExp(`: ${code} `));
    const names = namesIn(root, 'g');
    t.is(names.length, FILES);
    t.true(names.filter((name) => !name.includes('.pluvio-leaving-')).length >= FILES - 1);
  });

test('where files may be renamed and not deleted, one alone is ever called otherwise', async (t) => {
  const faults: FaultRule[] = [
    { verb: 'DELE', times: Infinity, action: { kind: 'refuse', code: 550, text: 'Permission denied' } },
  ];
  const { store, root } = await startEmbedded(t, { faults });
  for (let i = 0; i < FILES; i++) putFile(root, `g/f${i}.txt`, 'x');
  for (let round = 0; round < 3; round++) {
    const { entries } = await store.list('g');
    await collect(store.removeMany(entries, { leaveFirst: true }));
  }
  t.is(namesIn(root, 'g').filter((name) => name.includes('.pluvio-leaving-')).length, 1);
});

test('once files may be deleted they are renamed first again', async (t) => {
  const faults: FaultRule[] = [
    { verb: 'DELE', times: 1, action: { kind: 'refuse', code: 550, text: 'Permission denied' } },
  ];
  const { store, root, server } = await startEmbedded(t, { faults });
  const entries = Array.from({ length: 3 }, (_, i) => putFile(root, `g/f${i}.txt`, 'x'));
  await collect(store.removeMany(entries.slice(0, 1), { leaveFirst: true }));
  const renamed = server.stats.commands['RNTO'] ?? 0;
  await collect(store.removeMany(entries.slice(1, 2), { leaveFirst: true }));
  t.is(server.stats.commands['RNTO'], renamed);
  await collect(store.removeMany(entries.slice(2), { leaveFirst: true }));
  t.is(server.stats.commands['RNTO'], renamed + 1);
});
